using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Adapters;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;

namespace Acetate.Tools.Jobs;

/// <summary>Which steps decode with an engine adapter that has only so many licences: they hold one while they run.</summary>
/// <remarks>
/// It looks at requests rather than asking each tool, so that no tool forgets. A step holds one key: those that open several clips open clips of
/// one kind of file.
/// </remarks>
internal sealed class DecoderLicences
{
    private readonly Dictionary<string, EngineAdapter?> adapters = new(StringComparer.Ordinal);

    /// <summary>The key of a step; null when it needs no licence.</summary>
    public ExclusiveKey? KeyOf(Step step) =>
        // Requests are long: where the site has no file of adapters, none is read.
        Environment.GetEnvironmentVariable(EngineAdapters.FileVariable) is { Length: > 0 } && FilesOf(step).Select(Known).FirstOrDefault(adapter => adapter?.Licences is not null) is { Licences: { } count } adapter
            ? new(NameOf(adapter), count, $"a licence of {adapter.Name}") : null;

    /// <summary>Tells the ledger how many licences there are now: a site that bought one more does not wait for the next plan.</summary>
    public static async Task RenewAsync(LibraryTransaction tx, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(EngineAdapters.FileVariable) is not { Length: > 0 } path) return;
        try
        {
            foreach (var adapter in EngineAdapters.Read(path))
                if (adapter.Licences is { } count) await tx.SetKeyWidthAsync(NameOf(adapter), count, cancellationToken);
        }
        catch (DecodeException)
        {
            // As below.
        }
    }

    /// <summary>What decides who decodes a clip: the ending of its files, in lower case without a dot.</summary>
    public static string KindOf(ClipFiles clip) => clip.Files.IsDefaultOrEmpty ? "" : KindOf(clip.Files[0]);

    private static string KindOf(string file) => Path.GetExtension(file).TrimStart('.').ToLowerInvariant();

    private EngineAdapter? Known(string file)
    {
        var extension = KindOf(file);
        if (adapters.TryGetValue(extension, out var known)) return known;
        try
        {
            return adapters[extension] = EngineAdapters.For(extension);
        }
        catch (DecodeException)
        {
            // Work that decodes nothing must not stand still for it, least of all a card. The workers say what is wrong with the file.
            return adapters[extension] = null;
        }
    }

    private static string NameOf(EngineAdapter adapter) => $"adapter:{adapter.Name}";

    private static IEnumerable<string> FilesOf(Step step)
    {
        try
        {
            return step.Function switch
            {
                RenderFrames.Name => First(step.Request.Deserialize<RenderFramesRequest>(StepJson.Options)!.Clip),
                RenderProxy.Name => First(step.Request.Deserialize<RenderProxyRequest>(StepJson.Options)!.Clip),
                ComparePictures.Name => step.Request.Deserialize<ComparePicturesRequest>(StepJson.Options)!.Clips.SelectMany(one => First(one.Clip)),
                _ => [],
            };
        }
        catch (JsonException)
        {
            // Its worker says what is wrong with it.
            return [];
        }
    }

    private static IEnumerable<string> First(ClipFiles clip) => clip.Files.IsDefaultOrEmpty ? [] : [clip.Files[0]];
}
