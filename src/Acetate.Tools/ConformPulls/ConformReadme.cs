using System.Globalization;
using System.Text;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>The page that a person opens first.</summary>
internal static class ConformReadme
{
    /// <summary>Its bytes: UTF-8, lines ended by LF.</summary>
    public static byte[] Of(PullPackage package, ConformPullOrder order, PlannedConform plan)
    {
        var text = new StringBuilder();
        Line($"{package.Name}");
        Line($"Camera originals of {order.Show} for {order.Recipient}, conform pull{(package.Pull.Number > 0 ? $" {package.Pull.Number}" : "")}, {package.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        Line($"");
        foreach (var reel in plan.Reels) Line($"Cut {reel.Name} ({reel.FileName}): {reel.Events} picture events at {reel.Rate} frames a second.");
        Line($"");
        if (plan.Clips.IsEmpty && plan.Sound.IsEmpty) Line($"No camera original: the cuts show no frame that you do not have. The lists are relinked to the packages before.");
        else Line($"{Count(plan.Clips.Length, "piece")} of camera originals, {Count(plan.Estimate.Frames, "frame")} with handles of {order.Settings.HeadHandle} before and {order.Settings.TailHandle} after, as far as the clips have them.");
        if (plan.Estimate.WholeCopies > 0) Line($"{Count(plan.Estimate.WholeCopies, "clip")} copied whole; report.csv says why.");
        if (!plan.Sound.IsEmpty) Line($"{Count(plan.Sound.Length, "piece")} of production sound.");
        if (order.Since is not null) Line($"This is a change: what earlier packages delivered is not here again. The lists name those packages.");
        Line(plan.Missing.IsEmpty ? $"No camera original is missing." : (FormattableString)$"{Count(plan.Missing.Length, "source")} could not be delivered; missing.csv says which, and why.");
        Line($"");
        if (!plan.Clips.IsEmpty) Line($"media/       pieces of the originals, {Layout(order.Settings.Layout)}");
        if (!plan.Sound.IsEmpty) Line($"sound/       production sound, by sound rolls");
        Line($"lists/       the cuts, relinked to what is in media/{(order.Since is null ? "" : " and in the packages before")}");
        Line($"mapping.csv  each file here, and the original it is or was cut from");
        Line($"missing.csv  events that have no file here, titles and graphics to hand over among them, and why");
        if (order.Since is not null) Line($"changes.csv  each event, and whether its frames are here or in an earlier package");
        if (plan.Events.Any(one => one.Speed.Length > 0 || !one.Reposition.IsEmpty)) Line($"repositions.csv  speeds, scales, positions and flips of the cut, which are not in the files");
        Line($"report.*     an answer for each event: which clip, why, and what to look at");
        Line($"cut/         the cuts as they were handed in");
        var (handed, camera) = (!order.Documents.IsEmpty, ConformDocuments.FromRolls(order, package.Clips, plan).Any());
        if (handed) Line($"documents/   what was handed in with them{(camera ? $"; {ConformDocuments.CameraFolder}/ has what cameras wrote beside the clips, which describes whole clips" : "")}");
        else if (camera) Line($"{ConformDocuments.CameraFolder}/  what cameras wrote beside the clips, which describes whole clips");
        if (!order.References.IsEmpty) Line($"reference/   reference movies");
        if (Enumerable.Range(0, plan.Reels.Length).Any(reel => ConformCheck.MovieOf(order, plan, reel) is not null)) Line($"check/       originals beside the reference movies: index.html has the pictures, those to look at first, check.csv what was found");
        Line($"package.json all of this for programs");
        Line($"ascmhl/      hashes of every file (ASC MHL)");
        Line($"");
        Line($"Nothing was decoded or encoded: every frame is, byte for byte, what the camera recorded, with its timecode, its reel and its metadata.");
        Line($"Speed changes, repositions and flips of the cut are not in the files.");
        Line($"'acetate mhl verify' and 'acetate check-delivery' tell whether this folder arrived as it was sent.");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Layout(ConformLayout layout) => layout switch
    {
        ConformLayout.Rolls => "a folder for each roll, with the folders of its card",
        ConformLayout.Reels => "a folder for each cut; what several cuts show lies with the first",
        ConformLayout.Baselight => "a folder for each tape and in it one for each clip",
        ConformLayout.Resolve => "a folder for each tape",
        ConformLayout.Flame => "files in one folder, sequences in a folder for their tape and clip",
        _ => "in one folder",
    };

    private static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
