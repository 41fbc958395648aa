using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>What a plan needs to know of a clip's inspection, read once.</summary>
internal sealed record ClipFacts
{
    /// <summary>Frames that share one label: 2 for 50 frames a second under timecode at 25.</summary>
    public long FramesPerLabel { get; private init; } = 1;

    /// <summary>Why it will be copied whole; null when it will be cut.</summary>
    public TrimForecast? Forecast { get; private init; }

    /// <summary>What is wrong with it.</summary>
    public ImmutableArray<ConformNote> Problems { get; private init; } = [];

    /// <summary>Bytes of its media files.</summary>
    public long Bytes { get; private init; }

    /// <summary>Bytes of its media files, in their order.</summary>
    public ImmutableArray<long> Lengths { get; private init; } = [];

    /// <summary>Reads the facts.</summary>
    public static ClipFacts Of(PulledClip pulled)
    {
        var clip = pulled.Clip;
        var image = Member(clip.Inspection, "image");
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in pulled.Files) lengths.TryAdd(file.Path, file.Length);
        ImmutableArray<long> own = [.. pulled.Media.Files.Select(file => lengths.GetValueOrDefault(file))];
        return new()
        {
            FramesPerLabel = EachLabel(clip.Rate, Text(image, "rate")),
            Forecast = TrimForecast.Of(pulled.Media.Kind, [.. pulled.Media.Files.Take(2).Select(file => new ClipFile(file, null, 0))], clip.Codec.Length == 0 ? null : clip.Codec, Text(image, "profile")),
            Problems = ProblemsOf(clip),
            Bytes = own.Sum(),
            Lengths = own,
        };
    }

    /// <summary>Reads of them what tells which frames an event shows: nothing of its files is asked.</summary>
    public static ClipFacts OfPicture(Clip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return new() { FramesPerLabel = EachLabel(clip.Rate, Text(Member(clip.Inspection, "image"), "rate")) };
    }

    /// <summary>Bytes of some of its frames: exact for a sequence that has them all, else their share.</summary>
    public long BytesOf(FrameSpan range, PulledClip pulled)
    {
        if (pulled.Clip.Frames is not { } frames || frames <= 0 || range.Count >= frames) return Bytes;
        if (pulled.Media.Kind == ClipKind.Sequence && Lengths.Length == frames) return Lengths.AsSpan((int)range.Start, (int)range.Count).ToArray().Sum();
        return (long)((Int128)Bytes * range.Count / frames) + (pulled.Media.Kind == ClipKind.Sequence ? 0 : Header);
    }

    /// <summary>What a header of a movie may take besides its frames.</summary>
    private const long Header = 64 << 10;

    private static ImmutableArray<ConformNote> ProblemsOf(Clip clip)
    {
        var jumps = new List<string>();
        if (Member(clip.Inspection, "problems") is { ValueKind: JsonValueKind.Array } problems)
            foreach (var problem in problems.EnumerateArray())
                if (Text(problem, "code")?.Contains("timecode", StringComparison.Ordinal) == true && Text(problem, "message") is { } message) jumps.Add(message);
        return [.. clip.Problems.Select(text => new ConformNote(jumps.Exists(jump => text.EndsWith(jump, StringComparison.Ordinal)) ? ConformConcern.TimecodeJumps : ConformConcern.Inspection, text))];
    }

    private static long EachLabel(string labels, string? picture)
    {
        if (!FrameRate.TryParse(labels, out var slow) || !FrameRate.TryParse(picture, out var fast)) return 1;
        var each = new Ratio(fast.Numerator, fast.Denominator) * new Ratio(slow.Denominator, slow.Numerator);
        return each.IsWhole && each > 1 ? each.Floor : 1;
    }

    /// <summary>A member of an object, or null.</summary>
    internal static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } one && one.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A member's text, or null.</summary>
    internal static string? Text(JsonElement? element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A member's whole number, or null.</summary>
    internal static long? Number(JsonElement? element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;
}
