using System.Globalization;
using System.Text;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Library.Tests.Matching.Dialects;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching;

/// <summary>The forty ways in which names and timecodes are known to be mangled, among thousands of clips.</summary>
public sealed class ManglingTests
{
    private const int Trials = 12, FilesOfEach = 3;

    private static readonly FilmedClip OverMidnight = new()
    {
        Id = new("00000000-0000-0000-0000-000000002359"),
        Name = "N044C031_260309ZZ",
        Roll = new(new("00000000-0000-0000-0000-000000000044"), "N044", new(2026, 3, 9), "MU"),
        Start = Timecode.Parse("23:59:30:00", FrameRate.Fps23976),
        Frames = 24 * 120,
    };

    private static readonly FilmedShow Show = Shot();

    private static FilmedShow Shot()
    {
        var show = FilmedShow.Shoot(7, [Family.Arri, Family.Arri35, Family.Red, Family.Sony, Family.Canon, Family.Blackmagic, Family.Dji, Family.GoPro, Family.Phone], days: 20);
        var drop = FilmedShow.Shoot(8, [Family.Sony], days: 3, rate: FrameRate.Fps2997, isDrop: true);
        foreach (var clip in drop.Clips) show.Add(Family.Sony, clip with { Name = $"Z{clip.Name[1..]}", Roll = clip.Roll with { Name = $"Z{clip.Roll.Name[1..]}" } });
        show.Add(Family.Sony, OverMidnight);
        return show;
    }

    private static readonly Family[] ByRoll = [Family.Arri, Family.Arri35, Family.Red, Family.Sony, Family.Canon, Family.Blackmagic];

    /// <summary>Every mangling: its number in the list of known ones, and what it makes of a clip.</summary>
    private static readonly Dictionary<string, Func<Mangling, Dice, IEnumerable<MangledEvent>>> All = new()
    {
        ["01 reel cut to 8 letters, ARRI"] = (m, _) => Stub(m, Family.Arri, 8),
        ["02 reel cut to 8 letters, ALEXA 35: the clip number is lost"] = (m, _) => Stub(m, Family.Arri35, 8),
        ["03 reel cut to 8 letters, RED"] = (m, _) => Stub(m, Family.Red, 8),
        ["04 reel cut to 8 letters, Blackmagic: a stub of the date"] = (m, _) => Stub(m, Family.Blackmagic, 8),
        ["04b reel cut to 16 letters"] = (m, d) => Stub(m, d.Of(ByRoll), 16),
        ["04c reel cut to 32 letters"] = (m, d) => Stub(m, d.Of(ByRoll), 32),
        ["05 first four and last four letters, RED"] = (m, _) => One(m, Family.Red, (c, r) => [Mangling.Claim(r, ($"{c.Name[..4]}{c.Name[^4..]}", NameOrigin.Reel)), Mangling.Claim(r, ($"{c.Name[..4]}{c.Name[^4..]}", NameOrigin.Reel), (c.Name, NameOrigin.SourceFile))]),
        ["06 ARRI tape name"] = (m, _) => One(m, Family.Arri, (c, r) => [Mangling.Claim(r, ($"{c.Name[..4]}{c.Name[^4..]}", NameOrigin.Reel)), Mangling.Claim(r, (c.Roll.Name, NameOrigin.Tape))]),
        ["07 roll as reel, long event number and speed"] = (m, _) => One(m, Family.Arri, (c, r) => [Mangling.Claim(r with { Frames = 53 }, (c.Roll.Name, NameOrigin.Reel)) with { Speed = 26.4 / 24, RecordFrames = 48 }]),
        ["08 slate name with star and slash beside the reel"] = (m, _) => One(m, Family.Sony, (c, r) => [Mangling.Claim(r, (c.Name[..8], NameOrigin.Reel), (" 210/01-03* CAMA", NameOrigin.ClipName), (c.Name, NameOrigin.SourceFile), ("CYAN 208_050_E05 // SPLIT SCREEN", NameOrigin.Comment))]),
        ["09 Avid's .new.01"] = (m, d) => Carry(m, d, n => $"{n}.NEW.01"),
        ["10 Avid's sync, sub, copy, exported"] = (m, d) => Carry(m, d, n => n + d.Of([".sync.01", ".sub.02", ".Copy.01", ".Exported.01", ".mxf.sync.01", ".sub.01.sync.02"])),
        ["10b Avid's title over the clip"] = (m, d) => Carry(m, d, n => $"{n},Title,4.new.01", Expected.Unverified),
        ["11 notes of motion effects"] = (m, d) => Carry(m, d, n => n + d.Of([" (75.00 FPS)", " (47.56 FPS)", " FF", " * * FREEZE FRAME", " (-100%)"])),
        ["12 Premiere's AX"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, ("AX", NameOrigin.Reel), ($"{c.Name}.mov", NameOrigin.ClipName))]),
        ["13 extension and case"] = (m, d) => Carry(m, d, n => $"{n.ToLowerInvariant()}.MXF"),
        ["14 proxy suffixes"] = (m, d) => Carry(m, d, n => n + d.Of(["_Proxy.mov", "_PROXY_H264.mp4", "_LT.mov", "_1080.mov", ".dnxhd.mxf", "_Proxy_1080p.mov"])),
        ["15 punctuation lost"] = (m, d) => Carry(m, d, n => d.Of([n.Replace('_', ' '), n.Replace('_', '-'), n.Replace("_", "")])),
        ["16 FCP 7's map line"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, (c.Name[..8].ToLowerInvariant(), NameOrigin.Reel), (c.Name, NameOrigin.Map)), Mangling.Claim(r, ("card01ky", NameOrigin.Reel), (c.Name, NameOrigin.Map))]),
        ["17 FCP 7 drops punctuation"] = (m, _) => One(m, Family.Arri35, (c, r) => [Mangling.Claim(r, (c.Name.Replace("_", ""), NameOrigin.Reel)), Mangling.Claim(r, (c.Roll.Name.Replace("_", ""), NameOrigin.Reel))]),
        ["18 Autodesk's sanitiser"] = (m, d) => Carry(m, d, n => n.Replace('_', d.Of(['$', ' ', '_'])).ToUpperInvariant()),
        ["19 Flame's DLEDL"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, ("TAPE_1", NameOrigin.Reel), ($"{c.Name}.(1025@1222).dpx", NameOrigin.Map)), Mangling.Claim(r, ($"/mnt/x/{c.Name}.[1001-1050].dpx", NameOrigin.SourceFile))]),
        ["20 reels as numbers with a table"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, ("001", NameOrigin.Reel), (c.Name, NameOrigin.Map))]),
        ["21 the file's name and its first eight letters"] = (m, _) => One(m, Family.Phone, (c, r) => [Mangling.Claim(r, ($"{c.Name}.MOV", NameOrigin.Reel)), Mangling.Claim(r, ($"{c.Name}.MOV"[..8], NameOrigin.Reel))]),
        ["22 case of eight letters"] = (m, d) => One(m, d.Of([Family.Arri, Family.Sony]), (c, r) => [Mangling.Claim(r, (Mixed(c.Name[..8]), NameOrigin.Reel))]),
        ["23 a version of a visual effects shot"] = (m, d) => One(m, d.Of(ByRoll), (_, r) => [Mangling.Claim(r, ("ZZ100_50", NameOrigin.Reel), ("ZZ100_501.LAY3.01", NameOrigin.SourceFile))], Expected.NotCamera),
        ["23b a comp of a clip"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, ($"{c.Name}_comp_v003.mov", NameOrigin.ClipName))], Expected.NotCamera),
        ["24 letters that look alike"] = (m, d) => One(m, d.Of([Family.Arri, Family.Sony]), (c, r) => [Mangling.Claim(r, (Lookalike(c.Name[..8], d), NameOrigin.Reel)), Mangling.Claim(r, (Lookalike(c.Name, d), NameOrigin.Reel))]),
        ["25 zeros lost"] = (m, _) => One(m, Family.Arri, (c, r) => [.. Unpadded(c.Name).Select(n => Mangling.Claim(r, (n, NameOrigin.Reel)))]),
        ["26 copies of a file"] = (m, d) => Carry(m, d, n => d.Of([$"{n}(1).mov", $"{n} copy.mov", $"{n} - v2", $"{n} - Copy (2).mov", $"{n} copy 2"])),
        ["27 chapters of one GoPro recording"] = (m, _) => One(m, Family.GoPro, (c, r) => [Mangling.Claim(r, ($"GX02{c.Name[4..]}", NameOrigin.ClipName))]),
        ["28 a segment of a RED clip"] = (m, d) => One(m, Family.Red, (c, r) => [Mangling.Claim(r, ($"{c.Name}_00{d.Between(1, 4)}.R3D", NameOrigin.SourceFile)), Mangling.Claim(r, ($"{c.Name}_002", NameOrigin.Reel))]),
        ["29 roll as reel"] = (m, d) => One(m, d.Of([Family.Red, Family.Sony, Family.Blackmagic]), (c, r) => [Mangling.Claim(r, (c.Name[..4], NameOrigin.Reel))]),
        ["30 a look in the reel column"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, ("GT_COTERIE_SHOW_LUT", NameOrigin.Reel), (c.Name, NameOrigin.ClipName)), Mangling.Claim(r, ("Aux", NameOrigin.Reel), ("LR0412", NameOrigin.Tape), (c.Name, NameOrigin.SourceFile))]),
        ["31 multicam: the reel of one camera, the name of another"] = (m, _) => Multicam(m),
        ["31b multicam: a group's name"] = (m, d) => Carry(m, d, n => $"{n}.Grp.01", Expected.Unverified),
        ["32 UNKNOWN"] = (m, d) => One(m, d.Of(ByRoll), (_, r) => [Mangling.Claim(r, ("AX", NameOrigin.Reel), ("UNKNOWN", NameOrigin.ClipName))], Expected.NotCamera),
        ["32b nothing but AX"] = (m, d) => One(m, d.Of(ByRoll), (_, r) => [Mangling.Claim(r, ("AX", NameOrigin.Reel)), Mangling.Claim(r)], Expected.Missing),
        ["33 invisible marks and other spaces"] = (m, d) => Carry(m, d, n => d.Of([$"\uFEFF{n}", n.Replace('_', '\u00A0'), $"{n}\t", $"{n[..5]}\u200B{n[5..]}\r"])),
        ["34 one frame out"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(new(c.Start.AddWrapping(-1), 24), (c.Name, NameOrigin.Reel)), Mangling.Claim(new(c.Start.AddWrapping(c.Frames!.Value - 23), 24), (c.Name, NameOrigin.Reel))]),
        ["35 rates: 24, 25 and 48 for 23.976"] = (m, d) => Rates(m, d),
        ["35b drop and non-drop"] = (m, _) => Drop(m),
        ["36 over midnight"] = (_, _) => Midnight(),
        ["37 speed that the list scales or does not"] = (m, d) => Speeds(m, d),
        ["38 dissolve with the names of both sides"] = (m, d) => Dissolve(m, d),
        ["38b the other side's name"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, (c.Name[..8], NameOrigin.Reel), (m.Pick(Family.Sony).Clip.Name, NameOrigin.ToClipName))]),
        ["39 a clip's name on black"] = (m, d) => One(m, d.Of(ByRoll), (c, _) => [Mangling.Claim(new SourceRange(default, 24), ("BL", NameOrigin.Reel), (c.Name, NameOrigin.ClipName))], Expected.NotCamera),
        ["40 shot names in comments"] = (m, d) => One(m, d.Of([Family.Arri, Family.Sony]), (c, r) => [Mangling.Claim(r, (c.Name[..8], NameOrigin.Reel), ("SH_0420", NameOrigin.Comment), ("EP101_020_0010", NameOrigin.Comment))]),
        ["a unique id"] = (m, d) => One(m, d.Of(ByRoll), (c, r) => [Mangling.Claim(r, ("AX", NameOrigin.Reel), (c.Umid.ToLowerInvariant(), NameOrigin.Umid))]),
        ["stock"] = (m, _) => One(m, Family.Arri, (_, r) => [Mangling.Claim(r, ("AX", NameOrigin.Reel), ("shutterstock_1039482.mov", NameOrigin.ClipName))], Expected.NotCamera),
        ["graphics"] = (m, _) => One(m, Family.Arri, (_, r) => [Mangling.Claim(r, ("AX", NameOrigin.Reel), ("GFX_map_02.png", NameOrigin.ClipName))], Expected.NotCamera),
        ["a roll that was never ingested"] = (m, _) => One(m, Family.Arri, (c, r) => [Mangling.Claim(r, ($"A777C003_{c.Name[9..]}", NameOrigin.Reel)), Mangling.Claim(r, ("A777C003", NameOrigin.Reel))], Expected.Missing),
        ["the name of one clip, the timecode of another"] = (m, _) => Elsewhere(m),
    };

    public static TheoryData<string> Names() => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mangled_event_is_resolved_or_explained_and_never_matched_wrongly(string mangling)
    {
        var failures = new StringBuilder();
        for (var trial = 0; trial < Trials; trial++)
        {
            var dice = new Dice((ulong)(trial + 1) * 7919);
            foreach (var mangled in All[mangling](new Mangling(Show, dice), dice))
            {
                var outcome = new ClipMatcher().Match([mangled.Claim], Show.Index).Outcomes.Single();
                if (!Holds(mangled, outcome))
                    failures.AppendLine($"{string.Join(" + ", mangled.Claim.Names.Select(n => $"{n.Origin} '{n.Text}'"))} at {mangled.Claim.Source?.Start} ({mangled.Truth.Name}): wanted {mangled.Expected}, got {outcome.Word} "
                        + $"{(outcome as MatchOutcome.Matched)?.Clip.Name} – {outcome.Why} {string.Join(", ", outcome.Candidates.Take(3).Select(c => $"{c.Clip.Name} {c.Probability:F4}"))}");
            }
        }

        Assert.True(failures.Length == 0, failures.ToString());
    }

    [Fact]
    public void Every_mangling_through_every_dialect_is_resolved_or_explained_and_never_matched_wrongly()
    {
        var (table, failures, wrong, files) = (new StringBuilder(), new List<string>(), 0, 0);
        table.Append(CultureInfo.InvariantCulture, $"| mangling | comes to | {string.Join(" | ", ListDialect.All.Select(dialect => dialect.Name))} |\n|---|---|{string.Concat(Enumerable.Repeat("--:|", ListDialect.All.Count))}\n");
        foreach (var (name, mangle) in All)
        {
            var (carried, comesTo) = (new int[ListDialect.All.Count], new SortedSet<string>(StringComparer.Ordinal));
            for (var trial = 0; trial < FilesOfEach; trial++)
            {
                var dice = new Dice((ulong)(trial + 1) * 104_729);
                foreach (var mangled in mangle(new Mangling(Show, dice), dice))
                    for (var d = 0; d < carried.Length; d++)
                        foreach (var file in ListDialect.All[d].Write(new(mangled)))
                        {
                            var dialect = ListDialect.All[d];
                            var cut = CutReader.Read(new MemoryStream(file), dialect.File, new CutReadOptions { Rate = new CarriedEvent(mangled).Rate });
                            var claims = CutClaims.Of(cut);
                            var outcome = new ClipMatcher().Match(claims, Show.Index).Outcomes.Last();
                            carried[d]++;
                            files++;
                            comesTo.Add(outcome is MatchOutcome.Matched { IsPictureUnverified: true } ? "matched, unverified" : outcome.Word.Replace('-', ' '));
                            if (outcome is MatchOutcome.Matched matched && (matched.Clip.Id != mangled.Truth.Id || mangled.Expected is Expected.NotCamera or Expected.Missing || !IsAt(mangled, matched))) wrong++;
                            else if (Holds(mangled, outcome) || IsToldOtherwise(mangled, outcome)) continue;
                            failures.Add($"{name} by {dialect.Name}: {string.Join(" + ", claims[^1].Names.Select(n => $"{n.Origin} '{n.Text}'"))} at {claims[^1].Source?.Start} ({mangled.Truth.Name} from {mangled.Truth.Start}): wanted {mangled.Expected}, got {outcome.Word} "
                                + $"{(outcome as MatchOutcome.Matched)?.Clip.Name} {(outcome as MatchOutcome.Matched)?.Frames} - {outcome.Why}");
                        }
            }

            if (carried.Sum() == 0) failures.Add($"{name}: no dialect carries it");
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" or ", comesTo)} | {string.Join(" | ", carried.Select(count => count == 0 ? "·" : count.ToString(CultureInfo.InvariantCulture)))} |\n");
        }

        table.Append(CultureInfo.InvariantCulture, $"\n{files:N0} files, {Show.Clips.Count:N0} clips, {wrong} wrong automatic matches.\n");
        Assert.True(failures.Count == 0, $"{failures.Count} of {files}:\n{string.Join('\n', failures.Take(60))}");
        ApprovedGuide.Holds("matching.md", "dialects", table.ToString());
    }

    /// <summary>Whether a match has the frames that were cut, wherever the file says labels that can be held against the clip's.</summary>
    private static bool IsAt(MangledEvent mangled, MatchOutcome.Matched matched)
    {
        if (matched.Frames is not { } frames) return true;
        if (mangled.Shown is { } shown) return frames == shown;
        if (mangled.Claim.Source is not { Start.IsSet: true } source || source.Start.Rate != mangled.Truth.Start.Rate || source.Start.IsDrop != mangled.Truth.Start.IsDrop) return true;
        return mangled.Truth.Start.AddWrapping(frames.Start) == source.Start;
    }

    /// <summary>Whether a file that says more or less than the bare claim was resolved rightly all the same, or told with the right clip among the candidates.</summary>
    private static bool IsToldOtherwise(MangledEvent mangled, MatchOutcome outcome) => mangled.Expected switch
    {
        Expected.Contradicted or Expected.Offered => outcome is MatchOutcome.Matched,
        // Of names that stand the wrong way round, only the incoming side's is the event's own.
        Expected.Resolved when mangled.Claim.IsTransition => outcome is MatchOutcome.Conflict && outcome.Why.Length > 20,
        Expected.Resolved => outcome is MatchOutcome.Conflict or MatchOutcome.Ambiguous && outcome.Why.Length > 20 && outcome.Candidates.Any(c => c.Clip.Id == mangled.Truth.Id),
        _ => false,
    };

    private static bool Holds(MangledEvent mangled, MatchOutcome outcome)
    {
        if (outcome is MatchOutcome.Matched matched && (mangled.Expected is Expected.NotCamera or Expected.Missing || matched.Clip.Id != mangled.Truth.Id)) return false;
        var isOffered = outcome.Candidates.Any(c => c.Clip.Id == mangled.Truth.Id);
        return outcome.Why.Length > 20 && mangled.Expected switch
        {
            Expected.Resolved => outcome is MatchOutcome.Matched { Frames: not null },
            Expected.Unverified => outcome is MatchOutcome.Matched { IsPictureUnverified: true },
            Expected.Offered => outcome is MatchOutcome.Ambiguous && isOffered,
            Expected.Contradicted => outcome is MatchOutcome.Conflict && isOffered,
            Expected.NotCamera => outcome is MatchOutcome.NotCameraMedia,
            _ => outcome is MatchOutcome.Missing,
        };
    }

    private static IEnumerable<MangledEvent> One(Mangling m, Family family, Func<FilmedClip, SourceRange, IEnumerable<EventClaim>> make, Expected expected = Expected.Resolved)
    {
        var (clip, range) = m.Pick(family);
        return make(clip, range).Select(claim => new MangledEvent(claim, clip, expected));
    }

    private static IEnumerable<MangledEvent> Stub(Mangling m, Family family, int letters) =>
        One(m, family, (c, r) => [Mangling.Claim(r, (c.Name.Length > letters ? c.Name[..letters] : c.Name, NameOrigin.Reel))]);

    // One mangled name through every kind of list that can carry it.
    private static IEnumerable<MangledEvent> Carry(Mangling m, Dice dice, Func<string, string> mangle, Expected expected = Expected.Resolved)
    {
        var (clip, range) = m.Pick(dice.Of(ByRoll));
        return Mangling.Carried(mangle(clip.Name)).Select(carried => new MangledEvent(Mangling.Claim(range, carried.Names), clip, expected));
    }

    private static string Mixed(string name) => string.Concat(name.Select((c, i) => i % 2 == 0 ? char.ToLowerInvariant(c) : c));

    private static string Lookalike(string name, Dice dice)
    {
        (char, char)[] pairs = [('0', 'O'), ('1', 'I'), ('1', 'l'), ('5', 'S'), ('8', 'B'), ('2', 'Z')];
        var places = Enumerable.Range(1, 7).Where(i => pairs.Any(p => p.Item1 == name[i])).ToArray();
        var at = dice.Of(places);
        return string.Concat(name.AsSpan(0, at), pairs.First(p => p.Item1 == name[at]).Item2.ToString(), name.AsSpan(at + 1));
    }

    private static IEnumerable<string> Unpadded(string name)
    {
        var (roll, clip) = (int.Parse(name[1..4]), int.Parse(name[5..8]));
        yield return $"{name[0]}{roll}C{clip}";
        yield return $"{name[0]}{roll:00}C{clip:00}";
        yield return $"{name[0]}{roll:000}_C{clip:000}";
    }

    private static IEnumerable<MangledEvent> Multicam(Mangling m)
    {
        // The same take of camera A and camera D, both ARRI-like in name; the editor saw D, the list says A in its reel.
        FilmedClip truth;
        SourceRange range;
        do (truth, range) = m.Pick(Family.Sony);
        while (truth.Start.IsDrop);
        var other = Show.Clips.FirstOrDefault(c => c.Roll.ShootDay == truth.Roll.ShootDay && c.Name[0] == 'A' && Show.Families[c.Id] == Family.Arri && c.Start.Frame <= range.Start.Frame && c.Start.Frame + c.Frames >= range.Start.Frame + range.Frames);
        if (other is null) yield break;
        yield return new(Mangling.Claim(range, (other.Name[..8], NameOrigin.Reel), (truth.Name, NameOrigin.ClipName)), truth, Expected.Contradicted);
        yield return new(Mangling.Claim(range, (truth.Name, NameOrigin.Reel)) with { IsMulticam = true }, truth, Expected.Unverified);
    }

    private static IEnumerable<MangledEvent> Rates(Mangling m, Dice dice)
    {
        var (clip, _) = m.Pick(dice.Of(ByRoll));
        var seconds = dice.Between(4, 10);
        var start = clip.Start.AddWrapping((long)(seconds * 24));
        yield return new(Mangling.Claim(new(new Timecode(start.Frame, FrameRate.Fps24), 48), (clip.Name, NameOrigin.Reel)), clip, Expected.Resolved);
        yield return new(Mangling.Claim(new(Timecode.Parse($"{start.Hours:00}:{start.Minutes:00}:{start.Seconds:00}:{start.Frames * 25 / 24:00}", FrameRate.Fps25), 50), (clip.Name, NameOrigin.Reel)), clip, Expected.Resolved);
        yield return new(Mangling.Claim(new(Timecode.Parse($"{start.Hours:00}:{start.Minutes:00}:{start.Seconds:00}:{start.Frames * 2:00}", FrameRate.Fps47952), 48), (clip.Name, NameOrigin.Reel)), clip, Expected.Resolved);
        // Off-speed: frames counted one by one from the clip's first label, so that the list runs ahead of the clock.
        var ahead = Timecode.Parse($"{clip.Start.Hours:00}:{clip.Start.Minutes:00}:{clip.Start.Seconds:00}:{clip.Start.Frames * 2:00}", FrameRate.Fps48).AddWrapping((clip.Frames ?? 0) - 60);
        yield return new(Mangling.Claim(new(ahead, 48), (clip.Name, NameOrigin.Reel)), clip, Expected.Resolved);
    }

    private static IEnumerable<MangledEvent> Drop(Mangling m)
    {
        FilmedClip clip;
        SourceRange range;
        do (clip, range) = m.Pick(Family.Sony);
        while (!clip.Start.IsDrop);
        var label = range.Start.ToString().Replace(';', ':');
        yield return new(Mangling.Claim(new(Timecode.Parse(label, FrameRate.Fps2997), range.Frames), (clip.Name, NameOrigin.Reel)), clip, Expected.Resolved);
    }

    private static IEnumerable<MangledEvent> Midnight() =>
        new[] { "23:59:50:00", "23:59:59:12", "00:00:30:00" }.Select(label => new MangledEvent(
            Mangling.Claim(new(Timecode.Parse(label, FrameRate.Fps23976), 48), (OverMidnight.Name, NameOrigin.Reel)), OverMidnight, Expected.Resolved));

    private static IEnumerable<MangledEvent> Speeds(Mangling m, Dice dice)
    {
        var (clip, range) = m.Pick(dice.Of(ByRoll));
        range = m.Range(clip, 96);
        var reverseIn = range.Start.AddWrapping(95);
        EventClaim[] claims =
        [
            Mangling.Claim(range, (clip.Name, NameOrigin.Reel)) with { Speed = 2, RecordFrames = 48 },
            Mangling.Claim(range with { Frames = 48 }, (clip.Name, NameOrigin.Reel)) with { Speed = 2, RecordFrames = 48 },
            Mangling.Claim(range, (clip.Name, NameOrigin.Reel)) with { Speed = -1, RecordFrames = 96 },
            Mangling.Claim(range with { Start = reverseIn }, (clip.Name, NameOrigin.Reel)) with { Speed = -1, RecordFrames = 96 },
            Mangling.Claim(range, (clip.Name, NameOrigin.Reel)) with { Speed = 0, RecordFrames = 96 },
            Mangling.Claim(range with { Frames = 10 }, (clip.Name, NameOrigin.Reel)) with { Speed = 0.5, RecordFrames = 20 },
        ];
        var first = range.Start.FramesSinceWrapping(clip.Start);
        return claims.Select((c, i) => new MangledEvent(c, clip, Expected.Resolved) { Shown = new(first, i == 4 ? 1 : i == 5 ? 10 : 96), IsColumnsOnly = i == 3 });
    }

    private static IEnumerable<MangledEvent> Dissolve(Mangling m, Dice dice)
    {
        var ((truth, range), (other, _)) = (m.Pick(dice.Of(ByRoll)), m.Pick(Family.Sony));
        // Both names stand as clip names: only the timecode can tell. Where it lies in both, a person is asked.
        var isInBoth = other.Start.Frame <= range.Start.Frame && other.Start.Frame + other.Frames >= range.Start.Frame + range.Frames;
        yield return new(Mangling.Claim(range, ("AX", NameOrigin.Reel), (other.Name, NameOrigin.ClipName), (truth.Name, NameOrigin.ClipName)) with { IsTransition = true }, truth, isInBoth ? Expected.Contradicted : Expected.Resolved);
    }

    private static IEnumerable<MangledEvent> Elsewhere(Mangling m)
    {
        var (truth, range) = m.Pick(Family.Arri);
        var named = Show.Clips.First(c => c.Roll.Id == truth.Roll.Id && c.Id != truth.Id);
        yield return new(Mangling.Claim(range, (named.Name, NameOrigin.Reel)), truth, Expected.Contradicted);
        yield return new(Mangling.Claim(range, (named.Name[..8], NameOrigin.Reel)), truth, Expected.Contradicted);
    }
}
