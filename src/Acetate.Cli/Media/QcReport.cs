using System.Globalization;
using System.Text.Json;
using Acetate.Media.Check;
using Acetate.Media.Inspect;

namespace Acetate.Cli.Media;

/// <summary>What is wrong with clips, for people and for programs.</summary>
internal sealed class QcReport
{
    private readonly List<(ClipInspection Inspection, ClipCheck Check)> clips = [];

    /// <summary>Takes in a clip.</summary>
    public void Add(ClipInspection inspection, ClipCheck check) => clips.Add((inspection, check));

    /// <summary>Compares takes of a setup with each other.</summary>
    /// <param name="limits">From where on a take is odd.</param>
    /// <param name="areOneSetup">Whether all clips are one; else those of a scene by their slates, and of one camera.</param>
    public void Compare(PictureLimits limits, bool areOneSetup)
    {
        var setups = Enumerable.Range(0, clips.Count).Where(i => areOneSetup || clips[i].Inspection.Slate?.Scene is not null)
            .GroupBy(i => areOneSetup ? default : (clips[i].Inspection.Slate?.Scene, clips[i].Inspection.Camera?.Serial ?? clips[i].Inspection.Camera?.Id)).Select(setup => setup.ToArray()).ToList();
        foreach (var setup in setups)
            foreach (var (take, finding) in SetupCheck.Find([.. setup.Select(i => clips[i].Check.Statistics)], limits).ToList())
                clips[setup[take]] = clips[setup[take]] with { Check = clips[setup[take]].Check with { Findings = clips[setup[take]].Check.Findings.Insert(0, finding) } };
    }

    /// <summary>Writes it, and gives the exit code.</summary>
    public ExitCode Write(TextWriter output, bool isJson)
    {
        if (isJson) CliJson.Write(output, new { clips = clips.Select(clip => clip.Check) });
        else Sentences(output);
        return clips.All(clip => clip.Check.NotChecked.All(IsAsked) && clip.Check.Findings.All(finding => finding.Severity == FindingSeverity.Information)) ? ExitCode.Done : ExitCode.Found;
    }

    // What nobody wanted to be checked is no gap.
    private static bool IsAsked(string sentence) => sentence.Contains(" was not to be checked", StringComparison.Ordinal);

    private void Sentences(TextWriter output)
    {
        var table = new Table("clip", "frames", "sound", "alarms", "warnings", "information", "brightness", "red/green", "blue/green");
        foreach (var index in Enumerable.Range(1, 8)) table.RightAligned.Add(index);
        foreach (var (_, check) in clips)
            table.Add(check.Clip, check.Frames, Number(check.SoundSeconds, "0.0 s"), Count(check, FindingSeverity.Alarm), Count(check, FindingSeverity.Warning), Count(check, FindingSeverity.Information),
                Number(check.Statistics?.Brightness, "0.000"), Number(check.Statistics?.RedToGreen, "0.000"), Number(check.Statistics?.BlueToGreen, "0.000"));
        table.Write(output);
        foreach (var (inspection, check) in clips)
        {
            foreach (var finding in check.Findings.OrderBy(finding => finding.Severity))
                output.WriteLine($"{Word(finding.Severity)}: {Table.Visible(check.Clip)}{Where(finding, inspection)}: {Word(finding.Fault)}: {Table.Visible(finding.Words)}");
            foreach (var sentence in check.NotChecked) output.WriteLine($"not checked: {Table.Visible(check.Clip)}: {Table.Visible(sentence)}");
        }
    }

    private static string Where(ClipFinding finding, ClipInspection inspection)
    {
        if (finding.First is not { } first) return finding.Seconds is { } at ? string.Create(CultureInfo.InvariantCulture, $" at {at:0.00} s") : "";
        var frames = finding.Last is { } last && last != first ? string.Create(CultureInfo.InvariantCulture, $" frames {first} to {last}") : string.Create(CultureInfo.InvariantCulture, $" frame {first}");
        return Timing.FrameRate.TryParse(inspection.Timecode?.Rate, out var rate) && Timing.Timecode.TryParse(inspection.Timecode?.Start, rate, out var start) ? $"{frames} ({start.AddWrapping(first)})" : frames;
    }

    private static int Count(ClipCheck check, FindingSeverity severity) => check.Findings.Count(finding => finding.Severity == severity);

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Number(double? value, string format) => value?.ToString(format.Replace(" s", " 's'", StringComparison.Ordinal), CultureInfo.InvariantCulture) ?? "";
}
