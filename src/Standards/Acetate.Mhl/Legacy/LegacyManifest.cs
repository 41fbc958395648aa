using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Mhl.Legacy;

/// <summary>An MHL 1.x file: the older format, without generations, chain or namespace.</summary>
public sealed record LegacyManifest
{
    /// <summary><c>1.0</c> or <c>1.1</c>; the default is what is written today.</summary>
    public string Version { get; init; } = "1.1";

    /// <summary>When the list was made; null when not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Who made it, with what.</summary>
    public LegacyCreator Creator { get; init; } = new();

    /// <summary>The files.</summary>
    public ImmutableArray<LegacyEntry> Entries { get; init; } = [];

    /// <summary>Whether the document carries an XML signature, which is not checked.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Elements that the format does not know, as XML text, kept as found.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>Where the document departs from the format without becoming unusable.</summary>
    public ImmutableArray<MhlNotice> Notices { get; init; } = [];
}

/// <summary>Who made an MHL 1.x file. All texts are empty and all dates null by default.</summary>
public sealed record LegacyCreator
{
    /// <summary>The person or the roll, as tools differ.</summary>
    public string Name { get; init; } = "";

    /// <summary>The log-in name.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The machine.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The program and its version.</summary>
    public string Tool { get; init; } = "";

    /// <summary>Where the files came from.</summary>
    public string Source { get; init; } = "";

    /// <summary>When the process began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>What it logged.</summary>
    public string Log { get; init; } = "";
}

/// <summary>A file in an MHL 1.x file.</summary>
public sealed record LegacyEntry
{
    /// <summary>Relative to the folder of the list, separated by <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes; null when not said.</summary>
    public long? Size { get; init; }

    /// <summary>When the file was made; null when not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it was last changed; null when not said.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>The hashes, in canonical form whatever the document writes: XXH32 is a decimal number there, and the element
    /// <c>xxhash64</c> holds its bytes in reverse. None when only existence and size count.</summary>
    public ImmutableArray<HashDigest> Hashes { get; init; } = [];

    /// <summary>When it was hashed; null when not said.</summary>
    public DateTimeOffset? HashDate { get; init; }

    /// <summary>Whether the file is another list, to be followed.</summary>
    public bool IsList { get; init; }

    /// <summary>What stands where a hash should and is none; null when all are.</summary>
    public string? InvalidHash { get; init; }

    /// <summary>The line of the document, from 1; 0 when it was not read from one.</summary>
    public int Line { get; init; }
}
