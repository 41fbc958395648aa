using System.Buffers.Binary;
using System.Collections.Immutable;
using Acetate.Aaf;
using Acetate.Aaf.Bins;
using Acetate.Aaf.Mobs;
using Acetate.Aaf.Objects;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>Bins that are written, read by our own reader, which reads what editing programs write.</summary>
public sealed class BinWriterTests
{
    private static readonly Guid Coding = Guid.Parse("04010202-7125-0000-060e-2b340401010d");

    [Fact]
    public void A_clip_leads_to_its_files_and_its_tape_with_names_numbers_label_and_columns()
    {
        var file = Read(Bin(Clip(1, "01:00:00;02", FrameRate.Fps2997, sounds: 2), Clip(2, "10:20:30;12", FrameRate.Fps2997, sounds: 2)));

        Assert.Empty(file.Problems);
        Assert.Equal(["AAF bin test"], file.Root["Header"] is AafValue.Owned { Target: var header } ? Children(header, "IdentificationList").Select(one => Text(one, "ProductVersionString")) : []);
        // Two clips, three files each, one tape.
        Assert.Equal((2, 7), (file.Mobs.Count(mob => mob.Kind == AafMobKind.Master), file.Mobs.Count(mob => mob.Kind == AafMobKind.Source)));
        var master = file.Mobs.Single(mob => mob.Id == Id(100));
        Assert.Equal("12A-1 Größe 🎬", master.Name);
        Assert.Equal(new DateTime(2026, 5, 4, 0, 0, 0, DateTimeKind.Utc), master.Created);
        Assert.Equal([("Scene", "12A"), ("Take", "1"), ("Comments", "Größe: 5′ 🎬")], master.Comments.Select(tag => (tag.Name, tag.Text)));
        Assert.Equal([(1, "V1", 1, AafMediaKind.Picture), (2, "Boom", 1, AafMediaKind.Sound), (3, "Boom", 2, AafMediaKind.Sound)], master.Slots.Select(slot => (slot.Id, slot.Name, slot.PhysicalTrack!.Value, slot.Media)));
        var tape = Assert.Single(file.Mobs, mob => mob.Descriptor?.Material == AafMaterial.Tape);
        Assert.Equal((Id(9), "A001R2EC"), (tape.Id, tape.Name));
        Assert.Equal(["V1", "A1", "A2", "TC1"], tape.Slots.Select(slot => slot.Name));
        Assert.Equal((0L, 30, true), Assert.IsType<AafComponent.Timecode>(tape.Slots[3].Segment) is var label ? (label.Start, label.FramesPerSecond, label.IsDrop) : default);
        foreach (var (slot, i) in master.Slots.Select((slot, i) => (slot, i)))
        {
            Assert.Equal(FrameRate.Fps2997, slot.EditRate.ToRate());
            var clip = Assert.IsType<AafComponent.SourceClip>(slot.Segment);
            Assert.Equal((Id(101 + i), 1, 0L, 100L), (clip.Mob, clip.SlotId, clip.Start, clip.Length));
            var media = file.Mobs.Single(mob => mob.Id == clip.Mob);
            Assert.Equal([$"../avid/A%20{i}.mxf"], media.Descriptor!.Locations);
            var back = Assert.IsType<AafComponent.SourceClip>(media.Slots[0].Segment);
            Assert.Equal((Id(9), i + 1, Timecode.Parse("01:00:00;02", FrameRate.Fps2997).Frame, 100L), (back.Mob, back.SlotId, back.Start, back.Length));
            Assert.Equal(slot.Media, tape.Slot(back.SlotId)!.Media);
        }

        var dictionary = ((AafValue.Owned)((AafValue.Owned)file.Root["Header"]!).Target["Dictionary"]!).Target;
        Assert.Equal(["Comments", "Scene", "Take"], Children(dictionary, "TaggedValueDefinitions").Select(one => Text(one, "Name")).Order());
        var pictures = file.Mobs.Single(mob => mob.Id == Id(101)).Descriptor!;
        Assert.Equal(("CDCIDescriptor", 1920, 1080, 100L, new AafRational(30000, 1001)), (pictures.ClassName, pictures.StoredWidth, pictures.StoredHeight, pictures.Length, pictures.SampleRate));
        Assert.Equal(Coding, Assert.IsType<AafValue.Identifier>(pictures.Raw["Compression"]).Id);
        Assert.Equal("MXF", Assert.IsType<AafValue.Reference>(pictures.Raw["ContainerFormat"]).Target is { } container ? Text(container, "Name") : null);
        var sound = file.Mobs.Single(mob => mob.Id == Id(102)).Descriptor!;
        Assert.Equal(("PCMDescriptor", 160160L, new AafRational(48000, 1)), (sound.ClassName, sound.Length, sound.SampleRate));
    }

    [Theory]
    [InlineData("24000/1001", "23:59:59:23")]
    [InlineData("24", "10:20:30:12")]
    [InlineData("25", "00:00:00:00")]
    [InlineData("30000/1001", "01:59:59;28")]
    [InlineData("30000/1001", "01:59:59:28")]
    [InlineData("60000/1001", "00:09:59;58")]
    public void A_cut_of_the_bin_has_the_tape_and_the_very_label_of_each_clip(string rate, string label)
    {
        using var file = new MemoryStream(AafBinWriter.ToBytes(Bin(Clip(1, label, FrameRate.Parse(rate), sounds: 1))));

        var cut = CutReader.Read(file, "bin.aaf");

        var clip = cut.Events.First();
        Assert.Equal(new Ratio(Timecode.Parse(label, FrameRate.Parse(rate)).Frame), clip.Source.Range!.Value.Start);
        Assert.Equal(new Ratio(100), clip.Source.Range.Value.Length);
        foreach (var (kind, text) in (ReadOnlySpan<(SourceNameKind, string)>)[(SourceNameKind.ClipName, "12A-1 Größe 🎬"), (SourceNameKind.Tape, "A001R2EC"), (SourceNameKind.Scene, "12A"), (SourceNameKind.Umid, Id(100).ToUmid()), (SourceNameKind.Umid, Id(101).ToUmid())])
            Assert.Contains(clip.Source.Names, name => name.Kind == kind && name.Value == text);
    }

    [Fact]
    public void The_same_bin_gives_the_same_bytes_and_another_other_bytes()
    {
        var first = AafBinWriter.ToBytes(Bin(Clip(1), Clip(2)));

        Assert.Equal(first, AafBinWriter.ToBytes(Bin(Clip(1), Clip(2))));
        Assert.NotEqual(first, AafBinWriter.ToBytes(Bin(Clip(2), Clip(1))));
        Assert.NotEqual(first, AafBinWriter.ToBytes(Bin(Clip(1), Clip(2) with { Frames = 101 })));
        Assert.NotEqual(first, AafBinWriter.ToBytes(Bin(Clip(1), Clip(2)) with { Modified = new(2026, 5, 5, 0, 0, 0, DateTimeKind.Utc) }));
    }

    [Fact]
    public void A_thousand_clips_without_sound_sound_without_clips_and_nothing_at_all_are_bins()
    {
        var many = Read(Bin([.. Enumerable.Range(1, 1000).Select(i => Clip(i, sounds: i % 3))]));
        var sound = Read(Bin(Clip(1, sounds: 2) with { Tracks = [.. Clip(1, sounds: 2).Tracks.Where(track => track.Essence is AafBinEssence.Sound)], Comments = [] }));
        var none = Read(Bin());

        Assert.Equal((1000, 2000, 1), (many.Mobs.Count(mob => mob.Kind == AafMobKind.Master), many.Mobs.Count(mob => mob.Descriptor?.Material == AafMaterial.File), many.Mobs.Count(mob => mob.Descriptor?.Material == AafMaterial.Tape)));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"12A-{i} Größe 🎬").Order(StringComparer.Ordinal), many.Mobs.Where(mob => mob.Kind == AafMobKind.Master).Select(mob => mob.Name).Order(StringComparer.Ordinal));
        Assert.Empty(many.Problems);
        Assert.Equal([AafMediaKind.Sound, AafMediaKind.Sound], sound.Mobs.Single(mob => mob.Kind == AafMobKind.Master).Slots.Select(slot => slot.Media));
        Assert.Empty(none.Mobs);
    }

    [Fact]
    public void Every_value_is_of_the_type_that_the_file_s_own_dictionary_gives_it_and_every_reference_arrives()
    {
        var file = Read(Bin(Clip(1, sounds: 1)));
        var dictionary = Assert.IsType<AafValue.Owned>(file.Root["MetaDictionary"]).Target;
        var classes = Children(dictionary, "ClassDefinitions").ToDictionary(one => IdOf(one["Identification"]));
        var types = Children(dictionary, "TypeDefinitions").Select(one => IdOf(one["Identification"])).ToHashSet();
        var (seen, open) = (0, new Stack<AafObject>(((AafValue.Owned)file.Root["Header"]!).Target is var header ? [dictionary, header] : []));

        while (open.TryPop(out var next))
        {
            seen++;
            var known = new Dictionary<int, (bool IsOptional, Guid Type)>();
            for (var id = next.ClassId; ;)
            {
                Assert.True(classes.TryGetValue(id, out var definition), $"{next} is of a class that the file does not define.");
                foreach (var property in Children(definition, "Properties"))
                    known.Add((int)Number(property["LocalIdentification"]), (Number(property["IsOptional"]) == 1, IdOf(property["Type"])));
                var parent = IdOf(definition["ParentClass"]);
                if (parent == id) break;
                id = parent;
            }

            foreach (var property in next.Properties)
            {
                Assert.True(known.Remove(property.Number, out var definition), $"{property.Name} of {next} is not defined.");
                Assert.Contains(definition.Type, types);
                switch (property.Value)
                {
                    case AafValue.Owned one: open.Push(one.Target); break;
                    case AafValue.OwnedAll { Items: var all }: foreach (var one in all) open.Push(one); break;
                    case AafValue.Reference reference: Assert.NotNull(reference.Target); break;
                    case AafValue.List { Items: var items }: Assert.All(items.OfType<AafValue.Reference>(), one => Assert.NotNull(one.Target)); break;
                    // What does not fit its type is given as bytes.
                    case AafValue.Bytes: Assert.Fail($"{property.Name} of {next} does not fit its type."); break;
                }
            }

            Assert.All(known.Where(property => property.Key is not (0x0101 or 0x0014 or 0x0011)), property => Assert.True(property.Value.IsOptional, $"{next} lacks {property.Key:x4}."));
        }

        Assert.InRange(seen, 400, 900);
        Assert.Equal(classes.Count, classes.Values.Select(one => Text(one, "Name")).Distinct().Count());
    }

    [Theory]
    [InlineData("samples/editorial-aaf/MC_Metadata.aaf")]
    [InlineData("samples/editorial-aaf/multiple_markers.aaf")]
    [InlineData("samples/editorial-aaf/DR_Markers.aaf")]
    [InlineData("samples/editorial-aaf/sector_size_512.aaf")]
    public void The_dictionary_says_what_those_of_editing_programs_say(string sample)
    {
        var ours = Definitions(Read(Bin(Clip(1, sounds: 1))));
        var theirs = Definitions(AafReader.Read(Corpus.PathOf(sample)));

        var common = ours.Keys.Intersect(theirs.Keys).ToList();

        Assert.InRange(common.Count, ours.Count * 2 / 3, ours.Count);
        Assert.All(common, id => Assert.Equal(theirs[id], ours[id]));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_clip_and_the_reason()
    {
        foreach (var (bin, word) in (ReadOnlySpan<(AafBin, string)>)
        [
            (Bin(Clip(1), Clip(1)), "something else in the bin too"),
            (Bin(Clip(1) with { Id = default }), "of nothing"),
            (Bin(Clip(1) with { Frames = 0 }), "0 frames"),
            (Bin(Clip(1) with { Start = default }), "no label"),
            (Bin(Clip(1) with { Tracks = [] }), "no track"),
            (Bin(Clip(1) with { Tracks = default }), "no track"),
            (Bin(Clip(1, sounds: 2) with { Tracks = [.. Clip(1, sounds: 2).Tracks.Select(track => track with { Number = 1 })] }), "one number"),
            (Bin(Clip(1) with { Name = new('x', 40_000) }), "longer than"),
            (Bin(Clip(1) with { Name = "a\0b" }), "a zero in it"),
            (Bin(Clip(1) with { Tape = new(default, "A001") }), "tape has no id"),
            (Bin(Clip(1) with { Tape = new(Id(101), "A001") }), "of a clip or of a file"),
            (Bin(Clip(1), Clip(2) with { Tape = new(Id(9), "B001") }), "another name, rate"),
            (Bin(Clip(1), Clip(2, "10:00:00:00", FrameRate.Fps25)), "clips of a bin have one"),
            (Bin(Clip(1, "01:00:00:00", FrameRate.Fps2997), Clip(2, "01:00:00;02", FrameRate.Fps2997)), "another name, rate"),
            (new AafBin { Clips = default, Modified = default }, "without clips"),
        ])
            Assert.Contains(word, Assert.Throws<ArgumentException>(() => AafBinWriter.ToBytes(bin)).Message, StringComparison.Ordinal);
    }

    internal static AafMobId Id(int number)
    {
        var bytes = new byte[32];
        new byte[] { 0x06, 0x0a, 0x2b, 0x34, 1, 1, 1, 5, 1, 1, 0x0f, 0x20, 0x13 }.CopyTo(bytes, 0);
        // Far apart in their order, as hashes are.
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), (uint)number * 2654435761);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), number);
        return AafMobId.Of(bytes, bigEndian: true);
    }

    private static AafBin Bin(params AafBinClip[] clips) => new() { Clips = [.. clips], Modified = new(2026, 5, 4, 12, 34, 56, DateTimeKind.Utc), Product = "AAF bin test" };

    private static AafBinClip Clip(int number, string label = "10:20:30:12", FrameRate rate = default, int sounds = 0) => new()
    {
        Id = Id(100 * number),
        Name = $"12A-{number} Größe 🎬",
        Tape = new(Id(9), "A001R2EC"),
        Start = Timecode.Parse(label, rate.IsSet ? rate : FrameRate.Fps24),
        Frames = 100,
        Created = new(2026, 5, 4, 0, 0, 0, DateTimeKind.Utc),
        Comments = [new("Scene", "12A"), new("Take", $"{number}"), new("Comments", "Größe: 5′ 🎬")],
        Tracks =
        [
            new()
            {
                File = Id((100 * number) + 1),
                Number = 1,
                Name = "V1",
                Locations = ["../avid/A%200.mxf"],
                Essence = new AafBinEssence.Picture { Width = 1920, Height = 1080, AspectRatio = new(16, 9), Bits = 8, BlackLevel = 16, WhiteLevel = 235, ColourRange = 225, Coding = Coding },
            },
            .. Enumerable.Range(1, sounds).Select(i => new AafBinTrack { File = Id((100 * number) + 1 + i), Number = i, Name = "Boom", Locations = [$"../avid/A%20{i}.mxf"], Essence = new AafBinEssence.Sound(48000, 24, 160160) }),
        ],
    };

    private static AafFile Read(AafBin bin) => AafReader.Read(new MemoryStream(AafBinWriter.ToBytes(bin)), "bin.aaf");

    /// <summary>What a dictionary says of each class, property and type of the standard, by id; names of types are nobody's business.</summary>
    private static Dictionary<Guid, string> Definitions(AafFile file)
    {
        var dictionary = ((AafValue.Owned)file.Root["MetaDictionary"]!).Target;
        var all = new Dictionary<Guid, string>();
        foreach (var definition in Children(dictionary, "ClassDefinitions").Where(one => IsStandard(IdOf(one["Identification"]))))
        {
            all.Add(IdOf(definition["Identification"]), $"{Text(definition, "Name")} {IdOf(definition["ParentClass"])} {Number(definition["IsConcrete"])}");
            foreach (var property in Children(definition, "Properties").Where(one => Number(one["LocalIdentification"]) < 0x8000))
                all.Add(IdOf(property["Identification"]), $"{Text(definition, "Name")}.{Text(property, "Name")} {Number(property["LocalIdentification"]):x4} {IdOf(property["Type"])} {Number(property["IsOptional"])} {Number(property["IsUniqueIdentifier"])}");
        }

        foreach (var definition in Children(dictionary, "TypeDefinitions").Where(one => IsStandard(IdOf(one["Identification"]))))
        {
            var said = definition.Properties.Where(property => property.Number is >= 0x000f and <= 0x001e).OrderBy(property => property.Number).Select(property => $"{property.Number:x4}={Said(property.Value)}");
            all.Add(IdOf(definition["Identification"]), $"{definition.ClassName} {string.Join(' ', said)}");
        }

        return all;

        // Files add values of their own to enumerations.
        static string Said(AafValue value) => value switch
        {
            AafValue.Reference { Key: AafValue.Identifier { Id: var id } } => id.ToString(),
            AafValue.List { Items: var items } when items.All(item => item is AafValue.Text or AafValue.Whole) => string.Join(',', items.Take(2).Select(Said)),
            AafValue.List { Items: var items } => string.Join(',', items.Select(Said)),
            AafValue.Identifier { Id: var id } => id.ToString(),
            AafValue.Whole { Number: var number } => $"{number}",
            AafValue.Text { Content: var text } => text,
            _ => value.GetType().Name,
        };

        static bool IsStandard(Guid id) => $"{id}"[19..] is var end && (end.StartsWith("060e-2b34020601", StringComparison.Ordinal) || end.StartsWith("060e-2b34010401", StringComparison.Ordinal)) && !$"{id}".StartsWith("0e", StringComparison.Ordinal);
    }

    private static ImmutableArray<AafObject> Children(AafObject owner, string property) => owner[property] is AafValue.OwnedAll { Items: var items } ? items : [];

    private static string Text(AafObject owner, string property) => owner[property] is AafValue.Text { Content: var text } ? text : "";

    private static long Number(AafValue? value) => value is AafValue.Whole { Number: var number } ? (long)number : 0;

    private static Guid IdOf(AafValue? value) => value switch { AafValue.Identifier { Id: var id } => id, AafValue.Reference { Key: AafValue.Identifier { Id: var id } } => id, _ => default };
}
