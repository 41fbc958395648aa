using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>One ASC MHL 2.0 manifest: what was found in a folder at one moment, by whom, and how.</summary>
/// <remarks>A manifest is never changed once written: the chain file holds the C4 identifier of its exact bytes.
/// <see cref="ManifestReader"/> and <see cref="ManifestWriter"/> turn it from and into XML.</remarks>
public sealed record MhlManifest
{
    /// <summary>Who made it, with what.</summary>
    public required MhlCreator Creator { get; init; }

    /// <summary>What was being done.</summary>
    public required MhlProcess Process { get; init; }

    /// <summary>The hashes of the scope's root folder, or null when directory hashes were left out.</summary>
    public MhlDirectoryHashes? RootHash { get; init; }

    /// <summary>The gitignore patterns that were in force, relative to the scope; empty by default.</summary>
    public ImmutableArray<string> IgnorePatterns { get; init; } = [];

    /// <summary>Files and folders in the order of the document.</summary>
    public ImmutableArray<MhlEntry> Entries { get; init; } = [];

    /// <summary>The manifests of nested histories that were written in the same run.</summary>
    public ImmutableArray<MhlReference> References { get; init; } = [];

    /// <summary>The <c>metadata</c> element as XML text, kept as found; null when there is none.</summary>
    public string? Metadata { get; init; }

    /// <summary>Elements that the schema does not know, as XML text, kept as found and not written again.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>Where the document departs from the official schema without becoming unusable.</summary>
    public ImmutableArray<MhlNotice> Notices { get; init; } = [];
}

/// <summary>Who made a manifest, with what.</summary>
public sealed record MhlCreator
{
    /// <summary>When the process began; null when the document did not say it in a readable way.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The machine.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The program.</summary>
    public string Tool { get; init; } = "";

    /// <summary>The program's version; null when not said.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>The people.</summary>
    public ImmutableArray<MhlAuthor> Authors { get; init; } = [];

    /// <summary>The place; null when not said.</summary>
    public string? Location { get; init; }

    /// <summary>A remark; null when there is none.</summary>
    public string? Comment { get; init; }
}

/// <summary>A person named in a manifest.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Email">Written only in the form <c>name@host.rest</c>, which the schema asks for.</param>
/// <param name="Phone">A number, in any form.</param>
/// <param name="Role">Such as <c>DIT</c>.</param>
public sealed record MhlAuthor(string Name, string? Email = null, string? Phone = null, string? Role = null);

/// <summary>What was being done when a manifest was written.</summary>
public enum MhlProcess
{
    /// <summary>The files were hashed where they lie.</summary>
    InPlace,

    /// <summary>The files were copied.</summary>
    Transfer,

    /// <summary>A history was gathered into a packing list.</summary>
    Flatten,
}

/// <summary>A file or a folder in a manifest.</summary>
public abstract record MhlEntry
{
    private readonly PackedDate modified;
    private RareParts? rare;

    private protected MhlEntry() { }

    /// <summary>Relative to the scope, separated by <c>/</c>, exactly as the file system gave it.</summary>
    public required string Path { get; init; }

    /// <summary>When it was last changed; null when not said.</summary>
    public DateTimeOffset? Modified { get => modified.Value; init => modified = new(value); }

    /// <summary>When it was made; null when not said.</summary>
    public DateTimeOffset? Created { get => rare?.Created; init => Set(r => r with { Created = value }, value is not null); }

    /// <summary>The path until this generation, when it was renamed in it; else null.</summary>
    public string? PreviousPath { get => rare?.PreviousPath; init => Set(r => r with { PreviousPath = value }, value is not null); }

    /// <summary>The entry's <c>metadata</c> element as XML text, kept as found; null when there is none.</summary>
    public string? Metadata { get => rare?.Metadata; init => Set(r => r with { Metadata = value }, value is not null); }

    /// <summary>Why the entry proves nothing although it should; null when it does.</summary>
    internal string? Unusable { get => rare?.Unusable; init => Set(r => r with { Unusable = value }, value is not null); }

    private void Set(Func<RareParts, RareParts> change, bool isNeeded)
    {
        if (isNeeded || rare is not null) rare = change(rare ?? new RareParts(null, null, null, null));
    }

    /// <summary>What few entries have; a roll has one entry per frame.</summary>
    private sealed record RareParts(DateTimeOffset? Created, string? PreviousPath, string? Metadata, string? Unusable);
}

/// <summary>A file in a manifest.</summary>
public sealed record MhlFileEntry : MhlEntry
{
    private readonly long size = -1;

    /// <summary>Bytes; null when not said (the reference program leaves a size of 0 out).</summary>
    public long? Size
    {
        get => size < 0 ? null : size;
        init => size = value ?? -1;
    }

    /// <summary>At most one per format; none when only the file's existence was recorded.</summary>
    public ImmutableArray<MhlHash> Hashes { get; init; } = [];
}

/// <summary>A folder in a manifest.</summary>
public sealed record MhlDirectoryEntry : MhlEntry
{
    /// <summary>Its hashes; both lists are empty when only the folder's existence was recorded.</summary>
    public MhlDirectoryHashes Hashes { get; init; } = MhlDirectoryHashes.None;
}

/// <summary>The two hashes of a folder, in one or more formats.</summary>
/// <param name="Content">Depends on the bytes of all files below, not on names.</param>
/// <param name="Structure">Depends on names and the tree as well.</param>
public sealed record MhlDirectoryHashes(ImmutableArray<MhlHash> Content, ImmutableArray<MhlHash> Structure)
{
    /// <summary>No hashes.</summary>
    public static MhlDirectoryHashes None { get; } = new([], []);
}

/// <summary>One hash in a manifest.</summary>
public readonly record struct MhlHash
{
    private readonly PackedDate date;
    private readonly byte action;

    /// <summary>A hash with what is said about it.</summary>
    /// <param name="digest">Format and value.</param>
    /// <param name="action">How it came about; null when not said.</param>
    /// <param name="date">When it was computed; null when not said.</param>
    public MhlHash(HashDigest digest, MhlAction? action, DateTimeOffset? date) =>
        (Digest, this.action, this.date) = (digest, action is { } said ? (byte)(said + 1) : (byte)0, new PackedDate(date));

    /// <summary>Format and value.</summary>
    public HashDigest Digest { get; }

    /// <summary>How it came about; null when not said, which counts as <see cref="MhlAction.Original"/>.</summary>
    public MhlAction? Action => action == 0 ? null : (MhlAction)(action - 1);

    /// <summary>When it was computed; null when not said.</summary>
    public DateTimeOffset? Date => date.Value;

    /// <summary>Whether later generations may rely on this value.</summary>
    public bool IsTrusted => Action is not MhlAction.Failed;
}

/// <summary>A date with its zone, or none, in 8 bytes: seconds are exact, parts of them to the tenth of a millisecond.</summary>
internal readonly record struct PackedDate
{
    // Ticks of 0.1 ms since year 1 need 52 bits, minutes of offset 11.
    private const long Unit = TimeSpan.TicksPerMillisecond / 10;
    private readonly long packed;

    public PackedDate(DateTimeOffset? date) =>
        packed = date is { } at ? ((at.UtcTicks / Unit) << 11) | (uint)(at.TotalOffsetMinutes + 1024) : 0;

    public DateTimeOffset? Value
    {
        get
        {
            if (packed == 0) return null;
            var offset = TimeSpan.FromMinutes((packed & 0x7FF) - 1024);
            return new DateTimeOffset(((packed >> 11) * Unit) + offset.Ticks, offset);
        }
    }
}

/// <summary>How a hash came about.</summary>
public enum MhlAction
{
    /// <summary>The first of its file.</summary>
    Original,

    /// <summary>Equal to an earlier one.</summary>
    Verified,

    /// <summary>Different from an earlier one: the file is damaged or was changed.</summary>
    Failed,
}

/// <summary>Names a manifest of a nested history.</summary>
/// <param name="Path">Relative to the scope that refers, such as <c>A001/ascmhl/0002_A001_2026-01-17_143000Z.mhl</c>.</param>
/// <param name="C4">The C4 identifier of that manifest's bytes.</param>
public sealed record MhlReference(string Path, HashDigest C4);

/// <summary>Something noteworthy at a place in a document.</summary>
/// <param name="Line">Counted from 1; 0 when the place is not known.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record MhlNotice(int Line, string Message);
