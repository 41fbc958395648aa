using Acetate.Compute.Hosting;
using Acetate.Media.Native;

namespace Acetate.Steps;

/// <summary>Every function a worker of ours can run. A new function is one line here and two in <see cref="StepJsonContext"/>.</summary>
/// <remarks>A process into which a library was loaded that reads pictures is never used for another step.</remarks>
public static class StepCatalogue
{
    /// <summary>The functions by name.</summary>
    public static FunctionCatalogue Functions { get; } = new FunctionCatalogue(StepFailures.Explain, StepJson.Options, DecodingLibraries.AreLoaded)
        .With<Compare.ComparePicturesRequest, Compare.ComparePicturesResult>(Compare.ComparePictures.Name, Compare.ComparePictures.RunAsync)
        .With<CopyFilesRequest, CopyFilesResult>(CopyFiles.Name, CopyFiles.RunAsync, isClean: true)
        .With<CutProxyRequest, CutProxyResult>(CutProxy.Name, CutProxy.RunAsync, isClean: true)
        .With<HashFilesRequest, HashFilesResult>(HashFiles.Name, HashFiles.RunAsync, isClean: true)
        .With<InspectClipsRequest, InspectClipsResult>(InspectClips.Name, InspectClips.RunAsync)
        .With<Compare.ListChecksRequest, WriteDocumentsResult>(Compare.ListChecks.Name, Compare.ListChecks.RunAsync)
        .With<ListUnreadableRequest, WriteDocumentsResult>(ListUnreadable.Name, ListUnreadable.RunAsync)
        .With<MarkProxyRequest, MarkProxyResult>(MarkProxy.Name, MarkProxy.RunAsync, isClean: true)
        .With<NotePlatesRequest, WriteDocumentsResult>(NotePlates.Name, NotePlates.RunAsync)
        .With<ReadSlateRequest, ReadSlateResult>(ReadSlate.Name, ReadSlate.RunAsync)
        .With<Render.RenderFramesRequest, Render.RenderFramesResult>(Render.RenderFrames.Name, Render.RenderFrames.RunAsync, isClean: true)
        .With<PublishFolderRequest, PublishFolderResult>(PublishFolder.Name, PublishFolder.RunAsync, isClean: true)
        .With<RenderProxyRequest, RenderProxyResult>(RenderProxy.Name, RenderProxy.RunAsync)
        .With<SealFolderRequest, SealFolderResult>(SealFolder.Name, SealFolder.RunAsync, isClean: true)
        .With<Sound.SyncSoundRequest, Sound.SyncSoundResult>(Sound.SyncSound.Name, Sound.SyncSound.RunAsync)
        .With<TrimClipRequest, TrimClipResult>(TrimClip.Name, TrimClip.RunAsync, isClean: true)
        .With<TrimClipsRequest, TrimClipsResult>(TrimClips.Name, TrimClips.RunAsync, isClean: true)
        .With<Conform.WriteConformListsRequest, Conform.WriteConformListsResult>(Conform.WriteConformLists.Name, Conform.WriteConformLists.RunAsync)
        .With<WriteDocumentsRequest, WriteDocumentsResult>(WriteDocuments.Name, WriteDocuments.RunAsync, isClean: true)
        .With<Editorial.WriteDailiesReportRequest, WriteDocumentsResult>(Editorial.WriteDailiesReport.Name, Editorial.WriteDailiesReport.RunAsync, isClean: true)
        .With<Editorial.WriteEditorialListsRequest, Editorial.WriteEditorialListsResult>(Editorial.WriteEditorialLists.Name, Editorial.WriteEditorialLists.RunAsync, isClean: true);
}
