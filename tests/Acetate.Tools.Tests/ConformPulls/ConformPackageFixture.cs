using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Hashing;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Rolls in a folder, and packages made of them by the worker's own functions in this process.</summary>
internal sealed class ConformPackageFixture(string folder)
{
    private readonly Dictionary<Guid, PulledClip> clips = [];

    public IReadOnlyDictionary<Guid, PulledClip> Clips => clips;

    /// <summary>The clip of a name.</summary>
    public PulledClip this[string name] => clips.Values.Single(clip => clip.Clip.Name == name);

    /// <summary>A clip whose files lie in a folder, inspected as ingest inspects it.</summary>
    public async Task<PulledClip> AddAsync(string name, string roll, string prefix, ClipKind kind, params string[] files)
    {
        var media = new ClipFiles { Name = name, Kind = kind, Files = [.. files] };
        var store = StoreUrl.ForFolder(folder);
        var inspected = await RunAsync<InspectClipsResult>(new()
        {
            Name = "inspect",
            Function = InspectClips.Name,
            Request = JsonSerializer.SerializeToElement(new InspectClipsRequest { Store = store, Prefix = prefix, Clips = [media] }, StepJson.Options),
        }, ImmutableDictionary<string, JsonElement>.Empty);
        var of = new Roll { Id = Id(roll), Show = "AGM", Name = roll, Kind = kind == ClipKind.Sound ? RollKind.Sound : RollKind.Camera, ShootDay = new(2026, 1, 2), FoundAt = DateTimeOffset.UnixEpoch };
        var clip = new Clip { Id = Id($"{roll}/{name}"), Roll = of.Id, Name = name, Files = [.. files] };
        return clips[clip.Id] = new()
        {
            Clip = ClipResults.Inspected(clip, inspected.Clips.Single(), new(), DateTimeOffset.UnixEpoch),
            Roll = of,
            Store = store,
            Prefix = prefix,
            Media = media,
            Files = [.. files.Select((file, i) => new RollFile { Number = i + 1, Path = file, Length = new FileInfo(Path.Join(folder, prefix, file)).Length, Digests = [new("xxh128", Xxh128(Path.Join(folder, prefix, file)))] })],
        };
    }

    /// <summary>A package of a list whose reels are names of clips, with the moment pinned.</summary>
    public (PullPackage Package, ConformPullOrder Order, PlannedConform Plan, ImmutableArray<Step> Steps) Package(string target, string list, ConformPullOrder order, params string[] further)
    {
        string[] lists = [list, .. further];
        ImmutableArray<string> files = ["AGM_R1.edl", .. further.Select((_, i) => $"AGM_R{i + 2}.edl")];
        order = order with { Reels = [.. further.Select((one, i) => new PullDocument(files[i + 1], System.Text.Encoding.UTF8.GetBytes(one)))] };
        var cuts = lists.Select((one, i) =>
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(one));
            return CutReader.Read(stream, files[i], new() { Rate = Timing.FrameRate.Fps23976 });
        }).ToList();
        var reels = ReelCut.NamesOf(files).Select((name, i) => new ReelCut(name, files[i], cuts[i], CutClaims.PictureEvents(cuts[i]).ToDictionary(one => one.Id, Match))).ToList();
        var plan = ConformPullPlan.For(reels, clips, [.. clips.Values.Where(clip => clip.Media.Kind == ClipKind.Sound)], order.Settings, []);
        var package = new PullPackage
        {
            Pull = new() { Id = Id("pull"), Show = "AGM", Kind = PullKind.Conform, Recipient = "lab", Number = 1, CutName = files[0], Cut = "", Settings = "", Plan = "", CreatedBy = "zoë" },
            Cut = cuts[0],
            CutBytes = [.. System.Text.Encoding.UTF8.GetBytes(list)],
            Clips = clips,
            Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(folder, target)).FullName),
            Prefix = ".arriving/AGM_conform_001",
            Name = "AGM_conform_001",
            At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero),
            Author = new("zoë", ""),
        };
        return (package, order, plan, ConformPullSteps.For(package, order, plan));
    }

    /// <summary>Runs steps one after the other, each with the outputs of those it uses.</summary>
    public async Task<ImmutableDictionary<string, JsonElement>> RunAsync(IEnumerable<Step> steps)
    {
        var outputs = ImmutableDictionary<string, JsonElement>.Empty;
        foreach (var step in steps) outputs = outputs.Add(step.Name, await RunAsync<JsonElement>(step, outputs));
        return outputs;
    }

    /// <summary>Runs a step.</summary>
    public async Task<TResult> RunAsync<TResult>(Step step, ImmutableDictionary<string, JsonElement> outputs)
    {
        Corpus.Program("ffmpeg");
        var scratch = Directory.CreateDirectory(Path.Join(folder, "scratch")).FullName;
        var outcome = await StepCatalogue.Functions.RunAsync(step.Function, step.Request,
            new() { ScratchFolder = scratch, Json = StepJson.Options, Outputs = outputs.Where(one => step.Uses.Contains(one.Key)).ToImmutableDictionary() }, TestContext.Current.CancellationToken);
        return outcome.Result is StepResult.Done done ? done.Output.Deserialize<TResult>(StepJson.Options)! : throw new Xunit.Sdk.XunitException($"{step.Name}: {(outcome.Result as StepResult.Failed)?.Message ?? outcome.Result.ToString()}");
    }

    /// <summary>What became of a piece, by the outputs of the steps.</summary>
    public static TrimClipResult Made(PlannedConform plan, string piece, ImmutableDictionary<string, JsonElement> outputs)
    {
        var batch = TrimBatches.Of(plan).Single(one => one.Pieces.Contains(piece));
        return outputs[batch.Step].Deserialize<TrimClipsResult>(StepJson.Options)!.Trims[batch.Pieces.IndexOf(piece)];
    }

    /// <summary>Every file below a folder with its hash.</summary>
    public static ImmutableSortedDictionary<string, string> Tree(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToImmutableSortedDictionary(path => Path.GetRelativePath(folder, path), Xxh128, StringComparer.Ordinal);

    private MatchOutcome Match(CutEvent one)
    {
        var found = this[one.Source.Reel!];
        var first = Timing.Timecode.Parse(found.Clip.TimecodeStart, Timing.FrameRate.Fps23976);
        return ConformFixture.Matched(one, found, new(one.Source.Range!.Value.Start.Floor - first.Frame, one.Source.Range.Value.Length.Ceiling));
    }

    private static string Xxh128(string path)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(File.ReadAllBytes(path));
        return hash.Finish()[0].Text;
    }

    private static Guid Id(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))[..16]);
}
