using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>What the check of a received package found.</summary>
public sealed record DeliveryReport
{
    /// <summary>The folder's name.</summary>
    public required string Folder { get; init; }

    /// <summary>What its <c>package.json</c> says it is; null where there is none that can be read.</summary>
    public DeliveredPackage? Package { get; init; }

    /// <summary>Files in it, without those of its ASC MHL history.</summary>
    public required long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>How its ASC MHL history stands; null when it has none.</summary>
    public DeliveredSeal? Seal { get; init; }

    /// <summary>The plates, or the sequences that were found where no package says them.</summary>
    public ImmutableArray<CheckedPlate> Plates { get; init; } = [];

    /// <summary>The clips of a conform package.</summary>
    public ImmutableArray<CheckedClip> Clips { get; init; } = [];

    /// <summary>What is wrong, errors first; at most <see cref="DeliveryFindings.Most"/>.</summary>
    public required ImmutableArray<DeliveryProblem> Problems { get; init; }

    /// <summary>Problems beyond those.</summary>
    public long MoreProblems { get; init; }

    /// <summary>The codes of problems that say that the folder is no package: it holds nothing that could be checked, or others that are.</summary>
    public const string Nothing = "nothing", PackageBelow = "package-below";

    /// <summary>Whether another folder should have been named: this one holds nothing that could be checked, or packages that are checked by themselves.</summary>
    [JsonIgnore]
    public bool IsAnotherMeant => Problems.Any(problem => problem.Code is Nothing or PackageBelow);

    /// <summary>Whether nothing is wrong that must be mended.</summary>
    public bool IsFine => Problems.All(problem => problem.Severity != DeliverySeverity.Error);
}

/// <summary>A package, as it calls itself.</summary>
public sealed record DeliveredPackage(string Kind, string Name, string Show, string Recipient, int Number, DateTimeOffset At, string Tool);

/// <summary>An ASC MHL history and what was compared with it.</summary>
/// <param name="Generations">Generations.</param>
/// <param name="IsTrusted">Whether the history itself is whole and unchanged.</param>
/// <param name="Intact">Files whose bytes are those that were sealed.</param>
/// <param name="Faults">Files that are not.</param>
public sealed record DeliveredSeal(int Generations, bool IsTrusted, long Intact, long Faults);

/// <summary>A plate that was checked.</summary>
/// <param name="Name">Shot, plate and version, or the pattern of a sequence that no package names.</param>
/// <param name="Pattern">The name of its frames.</param>
/// <param name="FirstNumber">The number of its first frame.</param>
/// <param name="LastNumber">The number of its last frame.</param>
/// <param name="Frames">Frames that are there.</param>
/// <param name="Problems">How much is wrong with it.</param>
public sealed record CheckedPlate(string Name, string Pattern, long FirstNumber, long LastNumber, long Frames, int Problems);

/// <summary>A clip that was checked.</summary>
/// <param name="Name">The camera's clip.</param>
/// <param name="Files">Its files.</param>
/// <param name="Frames">Frames that its files hold; null when they do not tell.</param>
/// <param name="Problems">How much is wrong with it.</param>
public sealed record CheckedClip(string Name, ImmutableArray<string> Files, long? Frames, int Problems);

/// <summary>Something that is wrong with a package.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Code">In one word, for programs.</param>
/// <param name="Path">The file or folder, relative to the package; empty for the package as a whole.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Advice">What to do.</param>
public sealed record DeliveryProblem(DeliverySeverity Severity, string Code, string Path, string Message, string Advice);

/// <summary>How bad something is.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DeliverySeverity>))]
public enum DeliverySeverity
{
    /// <summary>Must not be worked with before it is mended.</summary>
    Error,

    /// <summary>Somebody should look at it.</summary>
    Warning,
}

/// <summary>How a package is checked.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Whether every frame is decoded as well; the default is its header and its table of chunks.</summary>
    public bool Deep { get; init; }

    /// <summary>Whether the bytes are held against the ASC MHL history; the default is yes.</summary>
    public bool Hashes { get; init; } = true;

    /// <summary>Files that are looked at together; null: as many as there are processors, eight at most.</summary>
    public int? Threads { get; init; }
}
