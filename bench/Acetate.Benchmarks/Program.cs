using Acetate.Benchmarks.Cluster;
using Acetate.Benchmarks.Colour;
using Acetate.Benchmarks.Compare;
using Acetate.Benchmarks.Corruption;
using Acetate.Benchmarks.Cuts;
using Acetate.Benchmarks.Dailies;
using Acetate.Benchmarks.Debayer;
using Acetate.Benchmarks.Downloader;
using Acetate.Benchmarks.Encode;
using Acetate.Benchmarks.Engine;
using Acetate.Benchmarks.Hashing;
using Acetate.Benchmarks.Ingest;
using Acetate.Benchmarks.Inspect;
using Acetate.Benchmarks.Kill;
using Acetate.Benchmarks.Links;
using Acetate.Benchmarks.Matching;
using Acetate.Benchmarks.Mhl;
using Acetate.Benchmarks.Pulls;
using Acetate.Benchmarks.Qc;
using Acetate.Benchmarks.Reads;
using Acetate.Benchmarks.Search;
using Acetate.Benchmarks.Sound;
using Acetate.Benchmarks.Transfer;
using Acetate.Benchmarks.Web;

// One line per benchmark: its name and the class that runs it. Each prints a table of rates and ratios.
var benchmarks = new SortedDictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["colour"] = ColourBenchmark.RunAsync,
    ["compare"] = CompareBenchmark.RunAsync,
    ["corruption"] = CorruptionBenchmark.RunAsync,
    ["cuts"] = CutsBenchmark.RunAsync,
    ["dailies"] = DailiesBenchmark.RunAsync,
    ["debayer"] = DebayerBenchmark.RunAsync,
    ["download"] = DownloadBenchmark.RunAsync,
    ["engine"] = EngineBenchmark.RunAsync,
    ["exr"] = ExrBenchmark.RunAsync,
    ["hashing"] = HashingBenchmark.RunAsync,
    ["ingest"] = IngestBenchmark.RunAsync,
    ["inspect"] = InspectBenchmark.RunAsync,
    ["kill"] = KillBenchmark.RunAsync,
    ["kill-ingest"] = IngestKillBenchmark.RunAsync,
    ["match"] = MatchBenchmark.RunAsync,
    ["mhl"] = MhlBenchmark.RunAsync,
    ["pages"] = PageBenchmark.RunAsync,
    ["pull"] = PullBenchmark.RunAsync,
    ["qc"] = QcBenchmark.RunAsync,
    ["reads"] = ReadsBenchmark.RunAsync,
    ["search"] = SearchBenchmark.RunAsync,
    ["slurm"] = SlurmBenchmark.RunAsync,
    ["farm"] = FarmBenchmark.RunAsync,
    ["ledger"] = LedgerBenchmark.RunAsync,
    ["sound"] = SoundSyncBenchmark.RunAsync,
    ["transfer"] = TransferBenchmark.RunAsync,
    ["uplink"] = UplinkBenchmark.RunAsync,
    ["web"] = WebBenchmark.RunAsync,
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run))
    return await run(args[1..]);

// Without a name: everything that docs/guide/benchmarks.md has a row for, in its order, one after the other.
if (args.Length == 0)
{
    var worst = 0;
    foreach (var name in new[] { "hashing", "mhl", "transfer", "ingest", "corruption", "kill-ingest", "inspect", "cuts", "match", "search", "pull", "download", "compare", "web", "pages", "debayer", "colour", "exr", "engine", "dailies", "reads", "slurm", "farm", "ledger", "uplink" }) worst = Math.Max(worst, await benchmarks[name]([]));
    return worst;
}

Console.Error.WriteLine($"usage: Acetate.Benchmarks {string.Join('|', benchmarks.Keys)} [options of the benchmark]");
return 2;
