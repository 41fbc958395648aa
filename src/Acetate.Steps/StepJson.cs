using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Amf;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Imaging.Compare;
using Acetate.Imaging.Resample;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Media.Slates;
using Acetate.Media.Sound.Sync;
using Acetate.Media.Trim;
using Acetate.Mhl;
using Acetate.Steps.Compare;
using Acetate.Steps.Conform;
using Acetate.Steps.Editorial;
using Acetate.Steps.Render;
using Acetate.Steps.Sound;
using Acetate.Steps.Transfer;

namespace Acetate.Steps;

/// <summary>How the requests and results of steps are written.</summary>
public static class StepJson
{
    /// <summary>camelCase, enums in kebab case: the same options the worker uses. Frozen: they cannot be changed.</summary>
    public static JsonSerializerOptions Options { get; } = ComputeJson.With(
        new StepJsonContext(),
        [
            ComputeJson.Word<AmfExtent>(), ComputeJson.Word<AmfUse>(), ComputeJson.Word<ClipFault>(), ComputeJson.Word<ClipKind>(), ComputeJson.Word<CopyOutcome>(), ComputeJson.Word<DebayerQuality>(), ComputeJson.Word<EdlForm>(),
            ComputeJson.Word<ExrCompression>(), ComputeJson.Word<FindingSeverity>(), ComputeJson.Word<FrameVerdict>(), ComputeJson.Word<HashVerdict>(), ComputeJson.Word<MhlProcess>(), ComputeJson.Word<PictureVerdict>(), ComputeJson.Word<ProblemSeverity>(),
            ComputeJson.Word<ProxyState>(), ComputeJson.Word<RecipeStage>(), ComputeJson.Word<ResampleFilter>(), ComputeJson.Word<SlateField>(), ComputeJson.Word<StillVerdict>(), ComputeJson.Word<SyncMethod>(), ComputeJson.Word<SyncVerdict>(), ComputeJson.Word<TransferLimit>(), ComputeJson.Word<TrimMethod>(), ComputeJson.Word<UnreadableFrames>(),
        ]);
}

/// <summary>Serialisers of every step's request, result and details of progress, made when the program is built.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ComparePicturesRequest))]
[JsonSerializable(typeof(ComparePicturesResult))]
[JsonSerializable(typeof(CopyFilesRequest))]
[JsonSerializable(typeof(CopyFilesResult))]
[JsonSerializable(typeof(CutProxyRequest))]
[JsonSerializable(typeof(CutProxyResult))]
[JsonSerializable(typeof(HashFilesRequest))]
[JsonSerializable(typeof(HashFilesResult))]
[JsonSerializable(typeof(InspectClipsRequest))]
[JsonSerializable(typeof(InspectClipsResult))]
[JsonSerializable(typeof(ListChecksRequest))]
[JsonSerializable(typeof(ListUnreadableRequest))]
[JsonSerializable(typeof(MarkProxyRequest))]
[JsonSerializable(typeof(MarkProxyResult))]
[JsonSerializable(typeof(NotePlatesRequest))]
[JsonSerializable(typeof(PublishFolderRequest))]
[JsonSerializable(typeof(PublishFolderResult))]
[JsonSerializable(typeof(ReadSlateRequest))]
[JsonSerializable(typeof(ReadSlateResult))]
[JsonSerializable(typeof(RenderFramesRequest))]
[JsonSerializable(typeof(RenderFramesResult))]
[JsonSerializable(typeof(RenderProxyRequest))]
[JsonSerializable(typeof(RenderProxyResult))]
[JsonSerializable(typeof(SealFolderRequest))]
[JsonSerializable(typeof(SealFolderResult))]
[JsonSerializable(typeof(SyncSoundRequest))]
[JsonSerializable(typeof(SyncSoundResult))]
[JsonSerializable(typeof(TransferDetail))]
[JsonSerializable(typeof(TrimClipRequest))]
[JsonSerializable(typeof(TrimClipResult))]
[JsonSerializable(typeof(TrimClipsRequest))]
[JsonSerializable(typeof(TrimClipsResult))]
[JsonSerializable(typeof(WriteConformListsRequest))]
[JsonSerializable(typeof(WriteConformListsResult))]
[JsonSerializable(typeof(WriteDailiesReportRequest))]
[JsonSerializable(typeof(WriteDocumentsRequest))]
[JsonSerializable(typeof(WriteDocumentsResult))]
[JsonSerializable(typeof(WriteEditorialListsRequest))]
[JsonSerializable(typeof(WriteEditorialListsResult))]
internal sealed partial class StepJsonContext : JsonSerializerContext;
