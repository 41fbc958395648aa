using System.Globalization;
using Acetate.Aaf;
using Acetate.Aaf.Mobs;
using Acetate.Aaf.Objects;
using Acetate.Imaging.Tests.Encode;
using Acetate.Imaging.Tests.Trim;
using Acetate.Media.Editorial;
using Acetate.Media.Formats.Mxf;
using Acetate.Media.Sound;
using Acetate.Media.Trim.Mxf;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Editorial;

/// <summary>Bins of media for Avid: what they say is held against what stands in the media files.</summary>
public sealed class EditorialBinTests : IDisposable
{
    private const int Frames = 6;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("24", "10:20:30:12", 2, "dnxhr_lb", "yuv422p")]
    [InlineData("30000/1001", "01:59:59;28", 1, "dnxhr_hqx", "yuv422p10le")]
    [InlineData("24000/1001", "23:59:59:23", 0, "dnxhr_444", "yuv444p10le")]
    public async Task A_bin_says_of_each_file_what_the_file_says_of_itself(string rate, string label, int sounds, string profile, string pixels)
    {
        var clip = Clip(1, label, FrameRate.Parse(rate));
        var report = await AvidMedia.WriteAsync(clip, Picture(rate, profile, pixels), [.. Enumerable.Range(0, sounds).Select(i => Sound(i == 0 ? "Böom" : null))], At("avid"), "A001C002", null, null, TestContext.Current.CancellationToken);

        var files = await EditorialBin.WriteAsync("day", [Binned(clip, report)], At("lists"), TestContext.Current.CancellationToken);

        Assert.Empty(files.Notices);
        var written = Assert.Single(files.Files);
        Assert.Equal(("day.aaf", Trimming.Sha256(At("lists", "day.aaf"))), (written.Name, written.Sha256));
        var bin = AafReader.Read(At("lists", "day.aaf"));
        Assert.Empty(bin.Problems);
        Assert.Equal(2 + report.Files.Length, bin.Mobs.Length);
        foreach (var file in report.Files)
        {
            var metadata = await MetadataAsync(At("avid", file.Name));
            var (material, own, tape) = (Mob(bin, metadata.Of(0x36).Single()), Mob(bin, Package(metadata, file.Umid)), Mob(bin, Package(metadata, report.Tape)));
            Assert.Equal((AafMobKind.Master, AafMaterial.File, AafMaterial.Tape), (material.Kind, own.Descriptor!.Material, tape.Descriptor!.Material));
            Assert.Equal((metadata.Of(0x36).Single().Text(0x4402), Package(metadata, report.Tape).Text(0x4402)), (material.Name, tape.Name));
            // What is noted in the file stands in the bin; the shoot day besides.
            var notes = metadata.Of(0x36).Single().References(0x4406).Select(id => metadata.At(id)!.Text(0x5001)!).ToList();
            Assert.Equal([.. notes, "Shoot Date"], material.Comments.Select(tag => tag.Name));
            Assert.Equal(("12A", "Größe: 5′ first line", "20260504"), (Comment(material, "Scene"), Comment(material, "Comments"), Comment(material, "Shoot Date")));
            // The tracks of the clip, with their numbers and names; each leads to a file, and on to the label on the tape.
            var tracks = metadata.Tracks(metadata.Of(0x36).Single()).ToList();
            Assert.Equal(tracks.Select(track => ((int)track.Track.U32(0x4801)!, (int)track.Track.U32(0x4804)!, track.Track.Text(0x4802)!)), material.Slots.Select(slot => (slot.Id, slot.PhysicalTrack!.Value, slot.Name)));
            var slot = material.Slots.Single(slot => slot.Segment is AafComponent.SourceClip { Mob: var mob } && mob == own.Id);
            Assert.Equal(file.TrackName, slot.Name);
            Assert.All(new[] { slot, own.Slots[0], tape.Slots[0] }, track => Assert.Equal(clip.Start.Rate, track.EditRate.ToRate()));
            var back = Assert.IsType<AafComponent.SourceClip>(own.Slots[0].Segment);
            Assert.Equal((tape.Id, slot.Id, clip.Start.Frame, (long)Frames), (back.Mob, back.SlotId, back.Start, back.Length));
            Assert.Equal(slot.Media, tape.Slot(back.SlotId)!.Media);
            Assert.Equal((0L, clip.Start.Rate.LabelsPerSecond, clip.Start.IsDrop), tape.Slots[^1].Segment is AafComponent.Timecode start ? (start.Start, start.FramesPerSecond, start.IsDrop) : default);
            Assert.Equal([$"../avid/{file.Name}"], own.Descriptor.Locations);
            Descriptor(metadata, own.Descriptor, file.Track == "V1");
        }
    }

    [Fact]
    public async Task The_same_clips_give_the_same_bytes_and_one_that_cannot_be_in_a_bin_does_not_cost_the_others_theirs()
    {
        var good = Made(1);
        BinnedClip[] clips =
        [
            good, Made(2) with { Files = [] }, Made(3) with { Picture = null }, Made(1), Made(4) with { Material = default }, Made(5) with { Tape = good.Material }, Made(6) with { Clip = Clip(6) with { Start = default } },
            Made(7) with { Clip = Clip(7) with { Tape = "B001" } }, Made(8) with { Files = [Made(8).Files[0] with { Track = "X1" }] }, Made(9) with { Files = [Made(9).Files[0], Made(9).Files[0] with { Umid = Umid.Of("other", "a") }] },
            Made(10) with { Picture = Made(10).Picture! with { Coding = "060e" } }, Made(11) with { Files = [Made(1).Files[0]] }, Made(12) with { Clip = Clip(12) with { Name = " " } }, Made(13),
        ];

        var report = await EditorialBin.WriteAsync("day", clips, At("one"), TestContext.Current.CancellationToken);
        var alone = await EditorialBin.WriteAsync("day", [good, Made(13)], At("two"), TestContext.Current.CancellationToken);
        var none = await EditorialBin.WriteAsync("day", [clips[1]], At("three"), TestContext.Current.CancellationToken);

        Assert.Equal(alone.Files[0].Sha256, report.Files[0].Sha256);
        Assert.Equal(12, report.Notices.Length);
        Assert.All(report.Notices, notice => Assert.Contains("is not in the bin.", notice, StringComparison.Ordinal));
        Assert.Contains("in the bin already", report.Notices[2], StringComparison.Ordinal);
        Assert.Equal([1, 13], AafReader.Read(At("one", "day.aaf")).Mobs.Where(mob => mob.Kind == AafMobKind.Master).Select(mob => int.Parse(mob.Name.Split(' ')[1], CultureInfo.InvariantCulture)).Order());
        Assert.Empty(none.Files);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("three")));
        await Assert.ThrowsAsync<EditorialException>(() => EditorialBin.WriteAsync("day", [good], At("one"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_day_of_two_rates_has_two_bins_as_it_has_two_logs()
    {
        var other = Made(3) with { Clip = Clip(3, "01:00:00;02", FrameRate.Fps2997), Tape = Umid.Of("tape", "B001") };

        var report = await EditorialBin.WriteAsync("day", [Made(1), other, Made(2)], At("lists"), TestContext.Current.CancellationToken);

        Assert.Empty(report.Notices);
        Assert.Equal(["day_24fps.aaf", "day_29.97fps.aaf"], report.Files.Select(file => file.Name));
        Assert.Equal([2, 1], report.Files.Select(file => AafReader.Read(At("lists", file.Name)).Mobs.Count(mob => mob.Kind == AafMobKind.Master)));
    }

    [Fact]
    public async Task A_day_of_a_thousand_clips_is_one_bin_whose_date_is_the_last_shoot_day()
    {
        var clips = Enumerable.Range(1, 1000).Select(i => Made(i, sounds: 4) with { Clip = Clip(i) with { ShootDay = new DateOnly(2026, 5, 4).AddDays(i % 3) } }).ToList();

        await EditorialBin.WriteAsync("day", clips, At("lists"), TestContext.Current.CancellationToken);

        var bin = AafReader.Read(At("lists", "day.aaf"));
        Assert.Equal((1000, 5000), (bin.Mobs.Count(mob => mob.Kind == AafMobKind.Master), bin.Mobs.Count(mob => mob.Descriptor?.Material == AafMaterial.File)));
        // They are of one tape, and it was not made before the first of them.
        Assert.Equal(new DateTime(2026, 5, 4), Assert.Single(bin.Mobs, mob => mob.Descriptor?.Material == AafMaterial.Tape).Created);
        Assert.Equal(new DateTime(2026, 5, 6), Assert.IsType<AafValue.Moment>(Assert.IsType<AafValue.Owned>(bin.Root["Header"]).Target["LastModified"]).Time);
        Assert.InRange(new FileInfo(At("lists", "day.aaf")).Length, 5_000_000, 40_000_000);
    }

    [Fact]
    public void A_number_reads_back_and_what_is_none_is_told()
    {
        var umid = Umid.Of("tape", "A001");

        Assert.True(Umid.TryParse(umid.ToString(), out var again));
        Assert.Equal(umid, again);
        foreach (var text in (string?[])[null, "", umid.ToString()[1..], umid.ToString() + "0", "zz" + umid.ToString()[2..], "ff" + umid.ToString()[2..], umid.ToString()[..32] + new string('0', 32)])
            Assert.False(Umid.TryParse(text, out _), text);
    }

    private static void Descriptor(MxfMetadata metadata, AafDescriptor ours, bool isPicture)
    {
        var theirs = metadata.Of(isPicture ? 0x28 : 0x48).Single();
        Assert.Equal(Ratio(theirs, 0x3001), ours.SampleRate);
        Assert.Equal(theirs.I64(0x3002), ours.Length);
        foreach (var property in ours.Raw.Properties.Where(property => property.Number is >= 0x3200 and < 0x3F00))
        {
            var bytes = theirs[property.Number];
            Assert.True(bytes is not null, property.Name);
            switch (property.Value)
            {
                case AafValue.Whole { Number: var number }: Assert.Equal(bytes.Aggregate(0L, (all, one) => (all << 8) | one), (long)number); break;
                case AafValue.Ratio { Number: var ratio }: Assert.Equal(Ratio(theirs, property.Number), ratio); break;
                // A label of MXF with its halves changed.
                case AafValue.Identifier { Id: var id }: Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(id.ToByteArray(bigEndian: true)) is var text ? text[16..] + text[..16] : ""); break;
                case AafValue.List { Items: [AafValue.Whole { Number: var first }, AafValue.Whole { Number: var second }] }:
                    Assert.Equal(0x320D, property.Number);
                    Assert.Equal((System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8)), 0), ((int)first, (int)second));
                    break;
                default: Assert.Fail($"{property.Name} is a {property.Value.GetType().Name}."); break;
            }
        }

        // And nothing that the file says of its essence is left out.
        var said = ours.Raw.Properties.Select(property => property.Number).ToHashSet();
        Assert.All(theirs.Values.Keys.Where(tag => tag is >= 0x3200 and < 0x3F00 and not 0x3C0A), tag => Assert.Contains(tag, said));
    }

    private static AafRational Ratio(MxfSet set, int tag) => set[tag] is { Length: 8 } bytes ? new(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4))) : default;

    private static MxfSet Package(MxfMetadata metadata, Umid umid) => metadata.Of(0x37).Single(set => set[0x4401].AsSpan().SequenceEqual(umid.ToArray()));

    /// <summary>The mob that has the very number of a package.</summary>
    private static AafMob Mob(AafFile bin, MxfSet package) => bin.Mobs.Single(mob => mob.Id.ToUmid() == "0x" + Convert.ToHexString(package[0x4401]!));

    private static string Comment(AafMob mob, string column) => mob.Comments.Single(tag => tag.Name == column).Text;

    private static async Task<MxfMetadata> MetadataAsync(string path)
    {
        await using var stream = File.OpenRead(path);
        var layout = MxfLayout.Read(stream);
        return MxfMetadata.Read(stream, layout.Start + layout.HeaderAt.Metadata, layout.Header.Length - layout.HeaderAt.Metadata);
    }

    private static EditorialClip Clip(int number, string label = "10:20:30:12", FrameRate rate = default) => new()
    {
        Name = $"12A {number} Größe 🎬",
        Tape = "A001R2EC",
        Start = Timecode.Parse(label, rate.IsSet ? rate : FrameRate.Fps24),
        Frames = Frames,
        ShootDay = new(2026, 5, 4),
        Notes = [new("Scene", "12A"), new("Take", "3"), new("Camroll", "A001"), new("Source File", "A001C002_260504_R2EC.mov"), new("Comments", "Größe: 5′\tfirst\nline"), new("Circled", "")],
    };

    private static BinnedClip Binned(EditorialClip clip, AvidMediaReport report) => new()
    {
        Clip = clip,
        Material = report.Material,
        Tape = report.Tape,
        Picture = report.Picture,
        Files = [.. report.Files.Select(file => new BinnedFile(file.Track, file.TrackName, file.Umid, $"../avid/{file.Name}"))],
    };

    /// <summary>A clip as if its media had been made.</summary>
    private static BinnedClip Made(int number, int sounds = 0) => new()
    {
        Clip = Clip(number),
        Material = Umid.Of("material", $"{number}"),
        Tape = Umid.Of("tape", "A001R2EC"),
        Picture = new() { Width = 1920, Height = 1080, AspectWidth = 16, AspectHeight = 9, Bits = 8, FirstLine = 42, HorizontalSubsampling = 2, VerticalSubsampling = 1, Coding = "060e2b340401010d0401020271250000" },
        Files = [.. Enumerable.Range(0, sounds + 1).Select(i => new BinnedFile(i == 0 ? "V1" : $"A{i}", "", Umid.Of("file", $"{number}", $"{i}"), $"../avid/{number} {i}.mxf"))],
    };

    private static EditorialSound Sound(string? name) => new(new HeldSamples(48000, [new float[20000]]), 0, 0, name);

    private string Picture(string rate, string profile, string pixels)
    {
        var path = Path.Join(folder.Path, "picture.mxf");
        Readers.Run("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", $"testsrc2=s=256x144:r={rate}", "-frames:v", $"{Frames}", "-c:v", "dnxhd", "-profile:v", profile, "-pix_fmt", pixels, "-f", "mxf_opatom", path]);
        return path;
    }

    private string At(string place, string file = "") => Path.Join(Directory.CreateDirectory(Path.Join(folder.Path, place)).FullName, file);
}
