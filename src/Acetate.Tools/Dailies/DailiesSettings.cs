using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Tools.Dailies;

/// <summary>A show's settings of dailies with what stands where it says nothing, and the sentences that record it.</summary>
/// <remarks>The order: what belongs to the clip, its reel or its roll; then the show's settings; then what is here.</remarks>
public sealed record DailiesSettings
{
    private const string UsualName = "{clip}";

    /// <summary>Where clip, timecode, show and day stand in the picture when the show has no template of its own.</summary>
    private const string UsualBurnIns =
        """{"items":[{"text":"{clip}","at":"top-left"},{"text":"{scene} {take}","at":"top-right"},{"text":"{timecode}","at":"bottom-left"},{"text":"{show} {day}","at":"bottom-right"}]}""";

    /// <summary>What is made of each clip.</summary>
    public required ImmutableArray<DailyDeliverable> Deliverables { get; init; }

    /// <summary>The template of burn-ins, as JSON.</summary>
    public required string BurnIns { get; init; }

    /// <summary>The encoding in which CDLs work.</summary>
    public required string GradedIn { get; init; }

    /// <summary>The template of names.</summary>
    public required string NameTemplate { get; init; }

    /// <summary>The workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>What stands because the show does not say it, in sentences.</summary>
    public required ImmutableArray<string> Defaults { get; init; }

    /// <summary>The settings of a show.</summary>
    public static DailiesSettings Of(ShowDailies said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var defaults = ImmutableArray.CreateBuilder<string>();
        var deliverables = said.Deliverables;
        if (deliverables.IsEmpty)
        {
            deliverables =
            [
                new() { Name = "avid", Use = DailyUse.Avid, Codec = "dnxhr-lb" },
                new() { Name = "review", Use = DailyUse.Review, Codec = "h264", Width = 1280, Height = 720, BurnIns = true },
            ];
            defaults.Add("The show does not say what is delivered, so it is DNxHR LB for Avid and an H.264 movie with burn-ins for review.");
        }

        if (said.BurnIns.Length == 0 && deliverables.Any(one => one.BurnIns)) defaults.Add("The show has no template of burn-ins: clip, scene and take, timecode, show and day.");
        if (said.NameTemplate.Length == 0) defaults.Add("The show has no template of names: files are named after their clip.");
        return new()
        {
            Deliverables = deliverables,
            BurnIns = said.BurnIns.Length > 0 ? said.BurnIns : UsualBurnIns,
            GradedIn = said.GradedIn.Length > 0 ? said.GradedIn : "ACEScct",
            NameTemplate = said.NameTemplate.Length > 0 ? said.NameTemplate : UsualName,
            Workspace = said.Workspace.Length > 0 ? said.Workspace : "editorial",
            Defaults = defaults.ToImmutable(),
        };
    }

    /// <summary>The stem of a clip's files: what is no plain letter, digit, point or dash becomes an underscore.</summary>
    public string StemOf(Clip clip, Roll roll)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var name = Filled(NameTemplate, clip, roll);
        var plain = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_')).Trim('.');
        return plain.Length is 0 ? "clip" : plain.Length > 120 ? plain[..120] : plain;
    }

    /// <summary>The template of burn-ins with what the library alone knows of a clip in it; the tokens of a frame stay.</summary>
    public string BurnInsOf(Clip clip, Roll roll)
    {
        var filled = BurnIns;
        foreach (var (token, value) in Known(clip, roll)) filled = filled.Replace(token, Quoted(value), StringComparison.Ordinal);
        return filled;

        // Within a string of JSON, and no token of its own.
        static string Quoted(string text) => System.Text.Json.JsonEncodedText.Encode(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)).ToString();
    }

    private static string Filled(string template, Clip clip, Roll roll)
    {
        var filled = template.Replace("{clip}", clip.Name, StringComparison.Ordinal).Replace("{reel}", clip.Reel.Length > 0 ? clip.Reel : clip.Name, StringComparison.Ordinal).Replace("{camera}", clip.Camera, StringComparison.Ordinal);
        foreach (var (token, value) in Known(clip, roll)) filled = filled.Replace(token, value, StringComparison.Ordinal);
        return filled;
    }

    private static (string Token, string Value)[] Known(Clip clip, Roll roll) =>
    [
        ("{show}", roll.Show), ("{day}", roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("{unit}", roll.Unit), ("{roll}", roll.Name),
        ("{scene}", DailyFacts.Of(clip, "slate.scene")), ("{take}", DailyFacts.Of(clip, "slate.take")),
    ];
}

/// <summary>What the library knows of a clip.</summary>
internal static class DailyFacts
{
    /// <summary>The value of a field, what people said before what its files say; empty when it is not known.</summary>
    public static string Of(Clip clip, string field) => clip.Facts.FirstOrDefault(fact => fact.Field == field)?.Value ?? "";
}
