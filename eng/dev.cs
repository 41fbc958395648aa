#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property TreatWarningsAsErrors=true
// The verbs behind ./dev, once everything they need is installed.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

var root = Directory.GetCurrentDirectory();
var verb = args.FirstOrDefault() ?? "";
var rest = args.Skip(1).ToArray();

return verb switch
{
    "build" => Build(),
    "check" => Check(),
    "test" => await TestAsync(isThorough: rest is ["thorough"]),
    "run" => Run(),
    "bench" when rest is ["fuzz", ..] => Fuzz(rest is [_, var times] ? times : "20"),
    "bench" => Build() is var built and not 0 ? built : Call("dotnet", [Program("Acetate.Benchmarks", "Acetate.Benchmarks.dll"), .. rest]),
    "cluster" => Cluster(),
    "scenarios" => Scenarios(),
    _ => 2,
};

int Build()
{
    Say(Directory.Exists("artifacts/bin/Acetate.Server") ? "building" : "building; the first time this takes a few minutes, and says nothing meanwhile");
    var code = Call("dotnet", ["build", "Acetate.slnx", "-v", "q", "-nologo", "-clp:NoSummary"]);
    if (code == 0) code = Assemble();
    if (code == 0) WriteLauncher();
    return code;
}

// artifacts/programs holds the command line, the server and the worker side by side, compiled ahead of time: a command of a second
// would spend half of it in the compiler otherwise (docs/decisions/0005). What has not changed since is left alone.
int Assemble()
{
    var programs = Shipped("");
    var changed = new Dictionary<string, string>();
    foreach (var built in Programs())
    {
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var target = Path.Join(programs, Path.GetRelativePath(built, file));
            if (!File.Exists(target) || File.GetLastWriteTimeUtc(target) < File.GetLastWriteTimeUtc(file)) changed.TryAdd(target, file);
        }
    }

    if (changed.Count == 0) return 0;
    // Our libraries hold pieces of each other's code: when one has changed, those in the others are looked up in vain.
    if (changed.Keys.Any(IsOurs))
    {
        foreach (var built in Programs())
            foreach (var file in Directory.EnumerateFiles(built, "*.dll").Where(IsOurs)) changed.TryAdd(Path.Join(programs, Path.GetFileName(file)), file);
    }

    var version = Environment.Version.ToString(3);
    var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    var compiler = Path.Join(packages, $"microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}", version, "tools", "crossgen2");
    var isAhead = File.Exists(compiler);
    Say(isAhead ? "compiling ahead of time what has changed" : $"there is no crossgen2 {version} for this system: the programs will start more slowly");
    var failed = 0;
    Parallel.ForEach(changed, pair =>
    {
        var (target, file) = pair;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var isCode = target.EndsWith(".dll", StringComparison.Ordinal) && Path.GetDirectoryName(target) == programs;
        if (!isAhead || !isCode) File.Copy(file, target + ".new", overwrite: true);
        else if (CompileAhead(compiler, file, target + ".new") is var code and not 0) failed = code;
        if (failed == 0) File.Move(target + ".new", target, overwrite: true); // a program that is running keeps the file it has
        else File.Delete(target + ".new");
    });
    return failed;
}

// Our libraries hold what they need of others' code too, the runtime's included: generic types over ours, the machinery of asynchronous
// methods. It is used only where the other library's code is still the one that was compiled, which the runtime looks up.
int CompileAhead(string compiler, string library, string target)
{
    var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    string[] references = [runtime, runtime.Replace("Microsoft.NETCore.App", "Microsoft.AspNetCore.App", StringComparison.Ordinal), Path.GetDirectoryName(library)!];
    string[] options = ["--optimize", .. references.SelectMany(folder => new[] { "--reference", Path.Join(folder, "*.dll") })];
    if (IsOurs(library)) options = [.. options, "--opt-cross-module:*", "--non-local-generics-module:*"];
    if (Path.GetFileNameWithoutExtension(library) is "Acetate.Hashing" or "Acetate.Imaging" or "Acetate.Media" && Vectors() is { } machine) options = [.. options, "--instruction-set", machine];
    using var process = Process.Start(new ProcessStartInfo(compiler, [library, "--out", target, .. options]) { RedirectStandardOutput = true })!;
    var told = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0) Say($"{library} cannot be compiled ahead of time: {told}");
    return process.ExitCode;
}

int Check()
{
    if (Build() is var built and not 0) return built;
    if (Format() is var formatted and not 0) return formatted;
    return Call("dotnet", ["test", "--project", "tests/Acetate.Architecture.Tests/Acetate.Architecture.Tests.csproj", "--no-build", "--no-progress"]);
}

int Format()
{
    Say("checking the format");
    var code = Call("dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "artifacts", "web/node_modules"]);
    if (code != 0) Say("the format differs: 'dotnet format whitespace Acetate.slnx' puts it right");
    return code;
}

// Everything, and one closing line that adds up all runners. Variations of what another test shows already, and what takes many times as long as it
// tells, are tested when they are asked for: their kind is "thorough".
async Task<int> TestAsync(bool isThorough)
{
    var counts = new Counts();
    // The compiler often waits for itself: what needs nothing of it is done meanwhile.
    var (web, format) = (Task.Run(Web), Task.Run(Format));
    var built = Build();
    if (await web is var page and not 0 && built == 0) built = page;
    var worst = await format;
    if (built != 0) return Close(built, counts);

    Say("running the .NET tests");
    Environment.SetEnvironmentVariable("ACETATE_PROGRAMS", Shipped("")); // those that are shipped
    Environment.SetEnvironmentVariable("ACETATE_WORKER", Shipped("acetate-worker"));
    // Tests run most code a few times only: to watch how it runs, so that it can be compiled better, costs more than it gives.
    Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
    // Nor is code that was compiled ahead, or quickly, compiled anew until it was called 512 times instead of 30 (the runtime reads hexadecimal
    // numbers), nor are its pages locked each time: a small ingest with its workers takes two thirds of the processor time. docs/decisions/0200.
    Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "200");
    Environment.SetEnvironmentVariable("DOTNET_EnableWriteXorExecute", "0");
    // One assembly at a time: the suites start real servers and read their own clocks, and two cores are few.
    var code = Call("dotnet", ["test", "--solution", "Acetate.slnx", "--no-build", "--no-progress", "--max-parallel-test-modules", "1", .. isThorough ? Array.Empty<string>() : ["--filter-not-trait", "kind=thorough"]], counts.Read);
    worst = Math.Max(worst, code);

    if (File.Exists("web/package.json"))
    {
        Say("running the web tests");
        worst = Math.Max(worst, Call("npm", ["--prefix", "web", "run", "lint", "--silent"]));
        worst = Math.Max(worst, Call("npm", ["--prefix", "web", "run", "test", "--silent"], counts.Read));
    }

    Say("running the tests of the Python client");
    Environment.SetEnvironmentVariable("ACETATE", Path.GetFullPath("artifacts/acetate"));
    worst = Math.Max(worst, Call("python3", ["clients/python/tests/test_acetate.py"], counts.Read));

    return Close(worst == 0 && counts.Failed > 0 ? 1 : worst, counts);
}

int Close(int code, Counts counts)
{
    if (code != 0 && counts.Failed == 0) counts.Failed = 1; // a build, format or runner failure counts as one
    // Of a long run the end is what people see.
    foreach (var name in counts.Names) Say(name);
    Console.WriteLine($"{counts.Passed} passed, {counts.Failed} failed, {counts.Skipped} skipped");
    return code;
}

int Run()
{
    if (Build() is var built and not 0) return built;
    if (Web() is var web and not 0) return web;
    return Call("artifacts/acetate", ["demo", "run", .. rest]);
}

// A facility on this machine. Slurm's nodes, munge and namespaces need root; what is built is ours.
int Cluster()
{
    // One that is up is not to have its programs exchanged under it; it says itself that it is there.
    var isUp = File.Exists(".acetate/cluster/control") && File.Exists(Program("Acetate.Cluster", "Acetate.Cluster.dll"));
    if (!isUp && rest is [] or ["prove"] or ["prove", "--small"] or ["faults", ..] or ["--small"])
    {
        if (Build() is var built and not 0) return built;
        if (rest is not ["prove" or "faults", ..] && Web() is var web and not 0) return web;
    }

    string[] command = ["dotnet", Program("Acetate.Cluster", "Acetate.Cluster.dll"), .. rest];
    if (!File.Exists(command[1])) return rest is ["stop"] ? 0 : Fail("No cluster is up here. './dev cluster' builds it and brings it up; then there are 'status', 'work', 'kill X', 'start X' and 'stop'. 'prove' and 'faults' break one by themselves.");
    return Environment.UserName == "root" ? Call(command[0], command[1..]) : Call("sudo", ["env", $"DOTNET_ROOT={Environment.GetEnvironmentVariable("DOTNET_ROOT")}", $"PATH={Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin", .. command]);
}

// The tests that damage inputs, with many more rounds than a run of all tests has time for.
int Fuzz(string times)
{
    if (Build() is var built and not 0) return built;
    Environment.SetEnvironmentVariable("ACETATE_FUZZ_TIMES", times);
    var counts = new Counts();
    var code = Call("dotnet", ["test", "--solution", "Acetate.slnx", "--no-build", "--no-progress", "--max-parallel-test-modules", "1", "--ignore-exit-code", "8", "--filter-trait", "kind=fuzz"], counts.Read);
    return Close(code, counts);
}

int Scenarios()
{
    if (Build() is var built and not 0) return built;
    if (Web() is var web and not 0) return web;
    Environment.SetEnvironmentVariable("ACETATE_REWRITE", "1");
    // Only the tools' tests hold scenarios; the web tests draw the guide's pictures.
    var written = Call("dotnet", ["test", "--project", "tests/Acetate.Tools.Tests/Acetate.Tools.Tests.csproj", "--no-build", "--no-progress", "--", "--filter-trait", "kind=scenario"]);
    written = Math.Max(written, Call("npm", ["--prefix", "web", "run", "test", "--silent"]));
    // What the places look like with very much in them is made for looking at, and kept out of the repository.
    return Math.Max(written, Call("dotnet", [Program("Acetate.Benchmarks", "Acetate.Benchmarks.dll"), "web", "--pictures", "artifacts/pictures"]));
}

// The web app is built once per content of its sources.
int Web()
{
    if (!File.Exists("web/package.json")) return 0;
    if (!UpToDate("web/node_modules/.installed", ["web/package-lock.json"], out var packages))
    {
        Say("installing the web app's packages");
        if (Call("npm", ["--prefix", "web", "ci", "--no-audit", "--no-fund", "--loglevel=error"]) is var code and not 0) return code;
        File.WriteAllText("web/node_modules/.installed", packages);
    }

    var sources = Directory.EnumerateFiles("web/src", "*", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles("web").Where(file => !file.EndsWith(".log", StringComparison.Ordinal)));
    if (!UpToDate("web/dist/.built", sources, out var content))
    {
        Say("building the web app");
        if (Call("npm", ["--prefix", "web", "run", "build", "--silent"]) is var code and not 0) return code;
        File.WriteAllText("web/dist/.built", content);
    }

    return 0;
}

static bool UpToDate(string stamp, IEnumerable<string> files, out string content)
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (var file in files.Order(StringComparer.Ordinal))
    {
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(file));
        hash.AppendData(File.ReadAllBytes(file));
    }

    content = Convert.ToHexStringLower(hash.GetHashAndReset());
    return File.Exists(stamp) && File.ReadAllText(stamp) == content;
}

// artifacts/acetate finds the runtime wherever ./dev found it, so that it runs from any shell.
void WriteLauncher()
{
    var launcher = Path.Join(root, "artifacts", "acetate");
    var text = $"""
        #!/bin/sh
        # Made by ./dev build.
        export DOTNET_ROOT="$DOTNET_ROOT"
        [ -n "$DOTNET_ROOT" ] || DOTNET_ROOT='{Environment.GetEnvironmentVariable("DOTNET_ROOT")}'
        exec '{Shipped("acetate")}' "$@"

        """;
    if (File.Exists(launcher) && File.ReadAllText(launcher) == text) return;
    File.WriteAllText(launcher, text);
    File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
}

IEnumerable<string> Programs() => ((string[])["Acetate.Cli", "Acetate.Server", "Acetate.Worker"]).Select(project => Program(project, ""));

static bool IsOurs(string file) => Path.GetFileName(file).StartsWith("acetate", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".dll", StringComparison.Ordinal);

// Vectors of 512 bits can be compiled ahead only for processors that are known; on others such a library is compiled while it runs.
static string? Vectors() => Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Avx512CD.VL.IsSupported ? "x86-64-v4"
    : Avx2.IsSupported && Fma.IsSupported && Bmi2.X64.IsSupported && Lzcnt.X64.IsSupported ? "x86-64-v3" : null;

string Program(string project, string file) => Path.Join(root, "artifacts", "bin", project, "release", file);

string Shipped(string program) => Path.Join(root, "artifacts", "programs", program);

static int Fail(string text)
{
    Say(text);
    return 1;
}

static void Say(string text) => Console.Error.WriteLine($"dev: {text}");

// Runs a program in the foreground; with a reader, its output is shown and read line by line.
static int Call(string program, string[] arguments, Action<string>? reader = null)
{
    using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = reader is not null } };
    Console.CancelKeyPress += (_, cancel) => cancel.Cancel = true; // the child gets the interrupt too, and ends by itself
    process.Start();
    while (reader is not null && process.StandardOutput.ReadLine() is { } line)
    {
        Console.WriteLine(line);
        reader(line);
    }

    process.WaitForExit();
    return process.ExitCode;
}

// Adds up the summaries of the test runners that ./dev test calls.
internal sealed partial class Counts
{
    public int Passed { get; set; }
    public int Failed { get; set; }
    public int Skipped { get; set; }

    // What failed, each with the first line of the reason where the runner says it right after.
    public List<string> Names { get; } = [];

    private bool isReason;

    public void Read(string line)
    {
        line = Colour().Replace(line, "");

        ReadPython(line);
        if (isReason && line.StartsWith("  ", StringComparison.Ordinal)) Names[^1] += ": " + line.Trim();
        isReason = Names.Count < 50 && Failure().IsMatch(line) && !Names.Contains(line.Trim());
        if (isReason) Names.Add(line.Trim());

        // Microsoft.Testing.Platform closes a run with indented lines "failed: 0", "succeeded: 3", "skipped: 1".
        if (Summary().Match(line) is { Success: true } summary) Add(summary.Groups[1].Value, int.Parse(summary.Groups[2].Value));

        // Vitest closes with "Tests  1 failed | 3 passed | 1 skipped (5)"; Playwright with "3 passed (2s)", one state a line.
        if (VitestLine().IsMatch(line) || PlaywrightLine().IsMatch(line))
            foreach (Match part in Part().Matches(line))
                Add(part.Groups[2].Value, int.Parse(part.Groups[1].Value));
    }

    // Python's unittest says "Ran 10 tests in 9.1s", then "OK (skipped=1)" or "FAILED (failures=1, errors=2)".
    private int python;

    private void ReadPython(string line)
    {
        if (PythonRan().Match(line) is { Success: true } ran)
        {
            python = int.Parse(ran.Groups[1].Value);
            Passed += python;
        }
        else if (python > 0 && PythonVerdict().IsMatch(line))
        {
            foreach (Match part in PythonPart().Matches(line))
            {
                var count = int.Parse(part.Groups[2].Value);
                Passed -= count;
                Add(part.Groups[1].Value == "skipped" ? "skipped" : "failed", count);
            }

            python = 0;
        }
    }

    private void Add(string state, int count)
    {
        if (state is "succeeded" or "passed") Passed += count;
        else if (state == "failed") Failed += count;
        else Skipped += count;
    }

    // "failed Some.Test (65ms)", " FAIL  tests/places.test.ts > ...", "FAIL: test_x (...)".
    [GeneratedRegex(@"^(failed \S+.*\(.*s\)|\s*FAIL\s\s\S.*|(FAIL|ERROR): .*)$")]
    private static partial Regex Failure();

    [GeneratedRegex(@"^\s+(failed|succeeded|skipped): (\d+)\s*$")]
    private static partial Regex Summary();

    [GeneratedRegex(@"^\s*Tests\s+\d")]
    private static partial Regex VitestLine();

    [GeneratedRegex(@"^\s+\d+ (passed|failed|skipped)( \(.*\))?\s*$")]
    private static partial Regex PlaywrightLine();

    [GeneratedRegex(@"^Ran (\d+) tests? in ")]
    private static partial Regex PythonRan();

    [GeneratedRegex(@"^(OK|FAILED)( \(.*\))?$")]
    private static partial Regex PythonVerdict();

    [GeneratedRegex(@"(failures|errors|skipped|unexpected successes)=(\d+)")]
    private static partial Regex PythonPart();

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Colour();

    [GeneratedRegex(@"(\d+) (passed|failed|skipped)")]
    private static partial Regex Part();
}
