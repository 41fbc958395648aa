using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching.Dialects;

/// <summary>A kind of list or timeline, and how a file of it says an event.</summary>
/// <param name="Name">For people.</param>
/// <param name="File">A file's name, for the reader.</param>
/// <param name="Write">The files that say the event; none where the dialect has no place for what it says.</param>
internal sealed record ListDialect(string Name, string File, Func<CarriedEvent, IEnumerable<byte[]>> Write)
{
    /// <summary>Every dialect that Acetate reads.</summary>
    public static IReadOnlyList<ListDialect> All { get; } = [.. EdlDialects.All, .. TimelineDialects.All, .. TableDialects.All, AafDialect.Only];
}

/// <summary>An event as a file has to say it: the claim of the generator, in the words that files need.</summary>
internal sealed class CarriedEvent(MangledEvent mangled)
{
    private readonly EventClaim claim = mangled.Claim;

    public MangledEvent Mangled => mangled;

    public string? Reel => One(NameOrigin.Reel);

    public string? Map => One(NameOrigin.Map);

    public string? Tape => One(NameOrigin.Tape);

    public string? SourceFile => One(NameOrigin.SourceFile);

    public string? ToClipName => One(NameOrigin.ToClipName);

    public string? Umid => One(NameOrigin.Umid);

    public string? ClipName => One(NameOrigin.ClipName);

    public string[] ClipNames => [.. All(NameOrigin.ClipName)];

    public string[] Comments => [.. All(NameOrigin.Comment)];

    public bool IsMulticam => claim.IsMulticam;

    public bool IsTransition => claim.IsTransition;

    public double Speed => claim.Speed;

    public bool HasSource => claim.Source is not null;

    public FrameRate Rate => claim.Source is { Start.IsSet: true } source ? source.Start.Rate : FrameRate.Fps23976;

    public bool IsDrop => Start.IsDrop;

    /// <summary>The source in as the list says it.</summary>
    public Timecode Start => claim.Source is { Start.IsSet: true } source ? source.Start : new(0, Rate);

    /// <summary>Frames between source in and out as the list says them.</summary>
    public long Frames => claim.Source?.Frames ?? 0;

    public long RecordFrames => claim.RecordFrames ?? Math.Max(1, Frames);

    /// <summary>Frames of the source that are played.</summary>
    public long Played => Speed == 0 ? 1 : (long)Math.Ceiling(RecordFrames * Math.Abs(Speed) - 1e-6);

    public Timecode RecordStart => new(3600L * Rate.LabelsPerSecond, Rate, IsDrop);

    /// <summary>Whether every name has a place, each of these origins at most once; and no character breaks a line.</summary>
    public bool IsOnly(params ReadOnlySpan<NameOrigin> origins)
    {
        foreach (var group in claim.Names.GroupBy(name => name.Origin))
            if (!origins.Contains(group.Key) || (group.Count() > 1 && group.Key != NameOrigin.Comment)) return false;
        return !IsMulticam && HasWholeLines;
    }

    /// <summary>Whether no name has a character that ends a line.</summary>
    public bool HasWholeLines => !claim.Names.Any(name => name.Text.AsSpan().ContainsAny('\r', '\n'));

    /// <summary>Whether no name has a character that XML has no place for.</summary>
    public bool IsForXml => !claim.Names.Any(name => name.Text.Any(char.IsControl));

    private string? One(NameOrigin origin) => All(origin).FirstOrDefault();

    private IEnumerable<string> All(NameOrigin origin) => claim.Names.Where(name => name.Origin == origin).Select(name => name.Text);
}
