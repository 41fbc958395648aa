using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;

namespace Acetate.Tools.Dailies;

/// <summary>A picture that was handed in on a shoot day and may be a still of a clip.</summary>
/// <param name="Store">URL of the store that has it.</param>
/// <param name="Key">Where it lies there.</param>
/// <param name="Name">Its file's name.</param>
public sealed record DayStill(Uri Store, string Key, string Name);

/// <summary>Which stills of the set show which clip. Pure, but for the query that finds them.</summary>
/// <remarks>
/// A still is named after its clip (<c>A001C003_250101_R1EC</c>), after its reel, or after as much of its name as says roll and clip (<c>A001C003</c>), in whatever case. Behind that may
/// stand, after a <c>_</c>, <c>-</c>, <c>.</c> or blank, a label (<c>10.12.33.05</c>, or eight digits), a frame's number (<c>f0123</c>), and anything else. The longest name that fits counts; a still that
/// fits two clips alike is nobody's.
/// </remarks>
public static partial class DayStills
{
    /// <summary>The most stills that a clip is held against: the first by name.</summary>
    public const int MostOfAClip = 4;

    // A day of eight cameras has some hundred.
    private const int MostOfARoll = 5000;

    /// <summary>Files that are read as stills.</summary>
    private static readonly ImmutableArray<string> Extensions = [".jpg", ".jpeg", ".png", ".tif", ".tiff"];

    /// <summary>The stills of each clip, by the clips' ids; clips without any are left out.</summary>
    /// <param name="clips">The clips of a roll.</param>
    /// <param name="stills">What was handed in.</param>
    public static ImmutableDictionary<Guid, ImmutableArray<ComparedStill>> Of(IReadOnlyCollection<Clip> clips, IEnumerable<DayStill> stills)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(stills);
        var names = clips.SelectMany(clip => NamesOf(clip).Select(name => (Name: name, Clip: clip))).ToList();
        var found = new Dictionary<Guid, List<ComparedStill>>();
        foreach (var still in stills.OrderBy(still => still.Name, StringComparer.OrdinalIgnoreCase).ThenBy(still => still.Key, StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(still.Name);
            var fitting = names.Where(one => Begins(stem, one.Name)).ToList();
            if (fitting.Count == 0) continue;
            var longest = fitting.Max(one => one.Name.Length);
            var owners = fitting.Where(one => one.Name.Length == longest).Select(one => one.Clip.Id).Distinct().ToList();
            if (owners is not [var owner]) continue;
            var of = found.TryGetValue(owner, out var known) ? known : found[owner] = [];
            if (of.Count < MostOfAClip) of.Add(Said(still, stem[longest..]));
        }

        return found.ToImmutableDictionary(one => one.Key, one => one.Value.ToImmutableArray());
    }

    extension(LibraryTransaction tx)
    {
        /// <summary>The pictures of a shoot day that may be stills: on rolls that are neither of a camera nor of sound all of them, on the others those in a folder for stills or grabs. Of rolls of which a whole copy was read back.</summary>
        internal async Task<ImmutableArray<DayStill>> StillsOfDayAsync(Roll camera, CancellationToken cancellationToken)
        {
            var found = ImmutableArray.CreateBuilder<DayStill>();
            foreach (var roll in (await tx.RollsOnDayAsync(camera.Show, camera.ShootDay, cancellationToken)).Where(roll => roll.Hold is null).OrderBy(roll => roll.Name, StringComparer.Ordinal).ThenBy(roll => roll.Id))
            {
                if ((await tx.CopiesAsync(roll.Id, cancellationToken)).Where(copy => copy.State == CopyState.Verified).MinBy(copy => copy.Tier) is not { } copy) continue;
                foreach (var file in await tx.FilesEndingAsync(roll.Id, Extensions, MostOfARoll, cancellationToken))
                    if (file.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored or RollFileVerdict.Unreadable) && (roll.Kind == RollKind.Other || IsAmongStills(file.Path)))
                        found.Add(new(new(copy.Store), copy.Prefix.Length == 0 ? file.Path : $"{copy.Prefix}/{file.Path}", file.Path[(file.Path.LastIndexOf('/') + 1)..]));
            }

            return found.ToImmutable();
        }
    }

    private static bool IsAmongStills(string path) => path.Split('/')[..^1].Any(folder => StillsFolder().IsMatch(folder));

    private static IEnumerable<string> NamesOf(Clip clip)
    {
        yield return clip.Name;
        if (clip.Reel.Length > 0 && !clip.Reel.Equals(clip.Name, StringComparison.OrdinalIgnoreCase)) yield return clip.Reel;
        if (RollAndClip().Match(clip.Name) is { Success: true, Length: var length } && length < clip.Name.Length) yield return clip.Name[..length];
    }

    private static bool Begins(string stem, string name) =>
        stem.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (stem.Length == name.Length || stem[name.Length] is '_' or '-' or '.' or ' ');

    private static ComparedStill Said(DayStill still, string rest)
    {
        var label = Label().Match(rest);
        var frame = label.Success ? null : FrameNumber().Match(rest) is { Success: true } number && long.TryParse(number.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) ? counted : (long?)null;
        return new()
        {
            File = new StoredDocument(still.Store, still.Key),
            Name = still.Name,
            Timecode = label.Success ? $"{label.Groups["h"].Value}:{label.Groups["m"].Value}:{label.Groups["s"].Value}:{label.Groups["f"].Value}" : null,
            Frame = frame,
        };
    }

    /// <summary>What says roll and clip in the names that cameras give: A001C003, A_0001C003.</summary>
    [GeneratedRegex(@"^[A-Z]_?\d{3,4}_?C\d{3,4}(?=_|$)", RegexOptions.IgnoreCase)]
    private static partial Regex RollAndClip();

    [GeneratedRegex(@"^((DIT|Ref(erence)?|On[ _-]?set|Frame|Graded)[ _-]?)?(Stills?|Grabs?|Frame[ _-]?grabs?)$", RegexOptions.IgnoreCase)]
    private static partial Regex StillsFolder();

    [GeneratedRegex(@"(?<![0-9])(?<h>[01]\d|2[0-3])(?<p>[._: -]?)(?<m>[0-5]\d)\k<p>(?<s>[0-5]\d)(\k<p>|;)(?<f>\d\d)(?![0-9])")]
    private static partial Regex Label();

    [GeneratedRegex(@"(?<![A-Z0-9])F(rame)?[ _-]?(?<n>\d{1,9})(?![0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex FrameNumber();
}
