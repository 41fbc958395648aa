using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>What a new generation is to be made from.</summary>
public sealed record GenerationRequest
{
    /// <summary>When the process started: one moment for the names and dates of all manifests of one run.
    /// The same request over the same history gives the same bytes.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who makes it; its date is replaced by <see cref="At"/>.</summary>
    public required MhlCreator Creator { get; init; }

    /// <summary>What is being done; the default is <see cref="MhlProcess.InPlace"/>.</summary>
    public MhlProcess Process { get; init; }

    /// <summary>The files that are there, hashed in the formats of <see cref="MhlHistory.FormatsFor(string, ImmutableArray{HashFormat})"/>.
    /// Those in <c>ascmhl</c> folders and those that patterns hide are passed over.</summary>
    public required IReadOnlyCollection<ObservedFile> Files { get; init; }

    /// <summary>The folders that are there; those that contain files need not be named. Empty by default.</summary>
    public IReadOnlyCollection<ObservedFolder> Folders { get; init; } = [];

    /// <summary>Whether <see cref="Files"/> is only a selection: nothing is missing then, and folders are not listed. Default false.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The formats of directory hashes; empty lists folders without hashes. The default is every format that all files have.</summary>
    public ImmutableArray<HashFormat>? DirectoryFormats { get; init; }

    /// <summary>Ignore patterns to be added to the history's own; none by default.</summary>
    public ImmutableArray<string> IgnorePatterns { get; init; } = [];

    /// <summary>Whether a new file with the bytes of a missing one is recorded as renamed. Default false.</summary>
    public bool DetectRenames { get; init; }

    /// <summary>Whether the newest generation may be an earlier try of this very request that was interrupted: then it is completed
    /// or recognised as done, and no second one is made. Default false.</summary>
    public bool IsRetry { get; init; }
}

/// <summary>A generation that is ready to be written, and what making it found.</summary>
public sealed record PreparedGeneration
{
    /// <summary>The root's generation number.</summary>
    public required int Number { get; init; }

    /// <summary>The root's manifest, relative to the root.</summary>
    public required string ManifestPath { get; init; }

    /// <summary>What the root's manifest says.</summary>
    public required MhlManifest Manifest { get; init; }

    /// <summary>All files to be written, in this order: nested scopes first, and each manifest before its chain.
    /// Empty when an earlier try wrote everything.</summary>
    public required ImmutableArray<PreparedFile> Files { get; init; }

    /// <summary>Every new manifest with the scope it belongs to, nested scopes first.</summary>
    public required ImmutableArray<(string Scope, int Number, MhlManifest Manifest)> Manifests { get; init; }

    /// <summary>What was found about each file: <see cref="FileStatus.Unlisted"/> means newly recorded,
    /// <see cref="FileStatus.Intact"/> verified, <see cref="FileStatus.Mismatch"/> recorded as failed.</summary>
    public required HistoryComparison Comparison { get; init; }

    /// <summary>Writes the files in order; each must be durable before the next begins.</summary>
    public async Task WriteAsync(HistoryFiles files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var write = files.WriteAsync ?? throw new MhlException(MhlProblem.CannotWrite, "This history can only be read.");
        foreach (var file in Files) await write(file, cancellationToken).ConfigureAwait(false);
    }
}

public sealed partial class MhlHistory
{
    /// <summary>Makes the next generation of this history, and of the histories nested in it, from files that have been hashed.</summary>
    /// <remarks>Touches no storage. Throws <see cref="MhlException"/> when the history breaks trust, when a file cannot be named in
    /// XML, or when a file was not hashed in a format that connects it with its earlier records.</remarks>
    public PreparedGeneration PrepareGeneration(GenerationRequest request) => GenerationPlan.Prepare(this, request);

    /// <summary>The files to write so that manifests of interrupted seals become part of their chains; load the history anew afterwards.</summary>
    public ImmutableArray<PreparedFile> PrepareAdoption() =>
    [
        .. from scope in Scopes
           where scope.Orphan is not null
           select GenerationPlan.ChainFile(scope, new MhlChainEntry(scope.Orphan!.Number, scope.Orphan.FileName, scope.Orphan.C4)),
    ];
}
