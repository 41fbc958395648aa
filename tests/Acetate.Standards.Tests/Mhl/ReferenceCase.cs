using System.Text;
using System.Text.Json;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Mhl.Disk;


namespace Acetate.Standards.Tests.Mhl;

/// <summary>Replays a recorded case of the reference program: builds its tree, runs its commands through our library, and keeps what each gave.</summary>
internal sealed class ReferenceCase : IDisposable
{
    private readonly JsonDocument document;
    private readonly string folder;

    public ReferenceCase(string id)
    {
        folder = Corpus.PathOf($"conformance/mhl/cases/{id}");
        document = JsonDocument.Parse(File.ReadAllText(Path.Join(folder, "case.json")));
        Work = Directory.CreateTempSubdirectory("acetate-mhl-").FullName;
    }

    public string Work { get; }

    public string? Divergence => document.RootElement.TryGetProperty("spec_divergence", out var text) ? text.GetString() : null;

    public static IEnumerable<string> Ids() =>
        Directory.Exists(Root) ? Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal) : ["(corpus)"];

    private static string Root => Path.Join(
        Environment.GetEnvironmentVariable("ACETATE_CORPUS") is { Length: > 0 } named
            ? Path.GetFullPath(named, Corpus.RepositoryRoot)
            : Path.GetFullPath(Path.Join(Corpus.RepositoryRoot, "..", "shared")),
        "conformance/mhl/cases");

    /// <summary>All steps in order; runs come back with the exit code they gave us and the one they gave the reference.</summary>
    public async Task<List<Run>> ReplayAsync()
    {
        var runs = new List<Run>();
        foreach (var step in document.RootElement.GetProperty("steps").EnumerateArray())
        {
            switch (step.GetProperty("do").GetString())
            {
                case "write": Write(step); break;
                case "mkdir": Directory.CreateDirectory(At(step, "path")); break;
                case "delete": Delete(At(step, "path")); break;
                case "move": Move(At(step, "from"), At(step, "to")); break;
                case "symlink": File.CreateSymbolicLink(At(step, "path"), step.GetProperty("target").GetString()!); break;
                case "replace_text":
                    var path = At(step, "path");
                    var text = File.ReadAllText(path);
                    Assert.Contains(step.GetProperty("find").GetString()!, text, StringComparison.Ordinal);
                    File.WriteAllText(path, text.Replace(step.GetProperty("find").GetString()!, step.GetProperty("replace").GetString()!, StringComparison.Ordinal));
                    break;
                case "run": runs.Add(await RunAsync(step)); break;
                case var other: throw new InvalidOperationException($"Unknown step '{other}'.");
            }
        }

        return runs;
    }

    public void Dispose()
    {
        document.Dispose();
        Directory.Delete(Work, recursive: true);
    }

    private string At(JsonElement step, string name) => Path.Join(Work, step.GetProperty(name).GetString());

    private void Write(JsonElement step)
    {
        var path = At(step, "path");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] bytes =
            step.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
            : step.TryGetProperty("base64", out var base64) ? base64.GetBytesFromBase64()
            : [.. Enumerable.Range(0, step.GetProperty("fill").GetInt32()).Select(i => (byte)i)];
        File.WriteAllBytes(path, bytes);
        if (step.TryGetProperty("mtime", out var time)) File.SetLastWriteTimeUtc(path, DateTimeOffset.Parse(time.GetString()!).UtcDateTime);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from)) Directory.Move(from, to);
        else File.Move(from, to);
    }

    private async Task<Run> RunAsync(JsonElement step)
    {
        var arguments = step.GetProperty("args").EnumerateArray().Select(a => a.GetString()!.Replace("{work}", Work, StringComparison.Ordinal)).ToArray();
        var at = DateTimeOffset.Parse(step.GetProperty("at").GetString()!);
        var command = ReferenceCommand.Parse(arguments);
        var before = Histories();
        Outcome outcome;
        try
        {
            outcome = await command.RunAsync(at);
        }
        catch (MhlException problem)
        {
            outcome = new Outcome(3, problem.Message);
        }

        var expect = step.GetProperty("expect");
        var written = Histories();
        foreach (var path in before.Keys)
            if (written.TryGetValue(path, out var bytes) && bytes.AsSpan().SequenceEqual(before[path]))
                written.Remove(path);
        return new Run(
            step.GetProperty("n").GetInt32(),
            string.Join(' ', arguments).Replace(Work, "{work}", StringComparison.Ordinal),
            expect.GetProperty("exit_code").GetInt32(),
            outcome,
            expect.TryGetProperty("writes", out var writes) ? [.. writes.EnumerateArray().Select(w => w.Clone())] : [],
            written,
            folder);
    }

    private Dictionary<string, byte[]> Histories() =>
        Directory.EnumerateFiles(Work, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".mhl", StringComparison.Ordinal) || f.EndsWith(".xml", StringComparison.Ordinal))
            .Where(f => f.Contains("/ascmhl/", StringComparison.Ordinal) || f.Contains("/collection_", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(Work, f), File.ReadAllBytes, StringComparer.Ordinal);
}

/// <summary>What one command gave us.</summary>
/// <param name="ExitCode">By the table of the command line: 0 intact, 1 something found, 3 history not to be trusted.</param>
/// <param name="Detail">For messages of failing tests.</param>
internal sealed record Outcome(int ExitCode, string Detail);

/// <summary>One run of a case.</summary>
internal sealed record Run(
    int Number, string Command, int ReferenceExitCode, Outcome Ours, JsonElement[] ExpectedWrites, Dictionary<string, byte[]> Written, string CaseFolder)
{
    /// <summary>The reference's exit code by our table.</summary>
    public int MappedExitCode => ReferenceExitCode switch
    {
        0 => 0,
        10 or 11 or 12 or 20 or 21 => 1,
        30 or 31 or 32 or 33 => 3,
        _ => -1,
    };
}

/// <summary>A command line of the reference program, run by our library.</summary>
internal sealed class ReferenceCommand
{
    private string verb = "";
    private readonly List<string> operands = [];
    private readonly List<HashFormat> formats = [];
    private readonly List<string> patterns = [];
    private readonly List<string> only = [];
    private MhlCreator creator = new() { HostName = "test", Tool = "acetate", ToolVersion = "0" };
    private MhlAuthor? author;
    private bool noDirectoryHashes, detectRenames, directoryHashes;
    private string? packingList;

    public static ReferenceCommand Parse(string[] arguments)
    {
        var command = new ReferenceCommand { verb = arguments[0] };
        for (var i = 1; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "-v" or "-co" or "-ro": break;
                case "-h": command.formats.Add(MhlFormats.Parse(arguments[++i])!.Value); break;
                case "-n": command.noDirectoryHashes = true; break;
                case "-dr": command.detectRenames = true; break;
                case "-dh": command.directoryHashes = true; break;
                case "-i": command.patterns.Add(arguments[++i]); break;
                case "-ii": command.patterns.AddRange(File.ReadAllText(arguments[++i]).Split('\n').Where(l => l.Length > 0)); break;
                case "-sf": command.only.Add(arguments[++i]); break;
                case "-pl": command.packingList = arguments[++i]; break;
                case "--author_name": command.author = (command.author ?? new("")) with { Name = arguments[++i] }; break;
                case "--author_email": command.author = (command.author ?? new("")) with { Email = arguments[++i] }; break;
                case "--author_phone": command.author = (command.author ?? new("")) with { Phone = arguments[++i] }; break;
                case "--author_role": command.author = (command.author ?? new("")) with { Role = arguments[++i] }; break;
                case "--location": command.creator = command.creator with { Location = arguments[++i] }; break;
                case "--comment": command.creator = command.creator with { Comment = arguments[++i] }; break;
                case var option when option.StartsWith('-'): throw new InvalidOperationException($"Unknown option {option}.");
                case var operand: command.operands.Add(operand); break;
            }
        }

        if (command.author is not null) command.creator = command.creator with { Authors = [command.author] };
        return command;
    }

    public async Task<Outcome> RunAsync(DateTimeOffset at)
    {
        var target = operands[0];
        foreach (var folder in Directory.Exists(target) ? Directory.EnumerateDirectories(target, "*", SearchOption.AllDirectories).Append(target) : [])
            Directory.SetLastWriteTimeUtc(folder, new DateTime(2020, 1, 15, 13, 0, 0, DateTimeKind.Utc));
        if (verb == "hash") return Hash(target);
        var opened = packingList is null
            ? await MhlFolder.OpenAsync(target, TestContext.Current.CancellationToken)
            : await MhlFolder.OpenAsync(target, ManifestReader.Read(new MemoryStream(File.ReadAllBytes(packingList)), packingList));
        string[] selection = [.. only.Select(o => Path.GetRelativePath(target, o).Replace('\\', '/'))];
        switch (verb)
        {
            case "create":
                var sealing = await opened.SealAsync(new SealOptions
                {
                    At = at,
                    Creator = creator,
                    Formats = formats.Count == 0 ? [HashFormat.Xxh128] : [.. formats],
                    IgnorePatterns = [.. patterns],
                    DirectoryHashes = !noDirectoryHashes,
                    DetectRenames = detectRenames,
                    Only = [.. selection],
                });
                return new Outcome(sealing.IsClean ? 0 : 1, Describe(sealing.Generation.Comparison));
            case "verify":
                var report = await opened.VerifyAsync(new VerifyOptions { DirectoryHashes = directoryHashes, Only = [.. selection], IgnorePatterns = [.. patterns] });
                // A packing list is compared with what it lists; what lies beside that is no concern of it.
                var good = packingList is null ? report.IsIntact : report.Comparison.Files.All(f => f.IsGood || f.Status == FileStatus.Unlisted);
                return new Outcome(good ? 0 : 1, Describe(report.Comparison) + string.Concat(report.Folders.Select(f => $"\n  {f}")));
            case "diff":
                var diff = opened.Diff([.. patterns]);
                // Names decide, as in the reference; other sizes are shown beside the verdict.
                return new Outcome(diff.Comparison.MissingFolders.IsEmpty && diff.Comparison.Files.All(f => f.IsGood || f.Status == FileStatus.Mismatch) ? 0 : 1, Describe(diff.Comparison));
            case "info":
                opened.History.ThrowIfUntrusted();
                return new Outcome(0, "");
            case "flatten":
                var list = PackingList.FromHistory(opened.History, creator, at);
                var folder = Path.Join(operands[1], PackingList.CollectionFolder(at));
                foreach (var file in PackingList.Prepare(list, opened.History.Root.Name))
                    await FolderHistoryFiles.WriteAsync(folder, file, default);
                return new Outcome(0, "");
            default:
                throw new InvalidOperationException($"Unknown command '{verb}'.");
        }
    }

    private Outcome Hash(string file)
    {
        using var hash = new MultiHash([.. formats]);
        hash.Append(File.ReadAllBytes(file));
        return new Outcome(0, string.Join('\n', hash.Finish().Select(d => d.Text)));
    }

    private static string Describe(HistoryComparison comparison) =>
        string.Concat(comparison.Files.Select(f => $"\n  {f.Status} {f.Path} {f.Message}")) + string.Concat(comparison.MissingFolders.Select(f => $"\n  missing folder {f}"));
}
