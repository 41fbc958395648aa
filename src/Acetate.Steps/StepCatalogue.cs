using Acetate.Compute.Hosting;

namespace Acetate.Steps;

/// <summary>Every function a worker of ours can run. A new function is one line here and two in <see cref="StepJsonContext"/>.</summary>
public static class StepCatalogue
{
    /// <summary>The functions by name.</summary>
    public static FunctionCatalogue Functions { get; } = new FunctionCatalogue(StepFailures.Explain, StepJson.Options)
        .With<CopyFilesRequest, CopyFilesResult>(CopyFiles.Name, CopyFiles.RunAsync)
        .With<HashFilesRequest, HashFilesResult>(HashFiles.Name, HashFiles.RunAsync)
        .With<InspectClipsRequest, InspectClipsResult>(InspectClips.Name, InspectClips.RunAsync)
        .With<NotePlatesRequest, WriteDocumentsResult>(NotePlates.Name, NotePlates.RunAsync)
        .With<Render.RenderFramesRequest, Render.RenderFramesResult>(Render.RenderFrames.Name, Render.RenderFrames.RunAsync)
        .With<PublishFolderRequest, PublishFolderResult>(PublishFolder.Name, PublishFolder.RunAsync)
        .With<RenderProxyRequest, RenderProxyResult>(RenderProxy.Name, RenderProxy.RunAsync)
        .With<SealFolderRequest, SealFolderResult>(SealFolder.Name, SealFolder.RunAsync)
        .With<TrimClipRequest, TrimClipResult>(TrimClip.Name, TrimClip.RunAsync)
        .With<WriteDocumentsRequest, WriteDocumentsResult>(WriteDocuments.Name, WriteDocuments.RunAsync);
}
