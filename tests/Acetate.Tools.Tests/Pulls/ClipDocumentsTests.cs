using System.Text;
using Acetate.Amf;
using Acetate.Library.Rolls;
using Acetate.Media.Inspect;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>Which document belongs to which clip.</summary>
public sealed class ClipDocumentsTests
{
    private static readonly DocumentNames First = new() { For = "S010 PL01", Plate = "S010_PL01", Shot = "S010", Clip = "A001C001", Reel = "A001R2EC", Roll = "A001" };
    private static readonly DocumentNames Second = new() { For = "S020 PL01", Plate = "S020_PL01", Shot = "S020", Clip = "B007C003", Roll = "B007" };

    [Theory]
    [InlineData("S010_PL01.cdl", "the plate S010_PL01")]
    [InlineData("s010.cdl", "the shot S010")]
    [InlineData("A001C001.cdl", "the clip A001C001")]
    [InlineData("A001R2EC.cdl", "the reel A001R2EC")]
    [InlineData("A001.CDL", "the roll A001")]
    public void A_document_belongs_to_what_it_is_named_after(string name, string after)
    {
        var bound = Of([Doc(name)]).Of(DocumentKind.Cdl, First)!;

        Assert.Equal((name, $"it is named after {after}"), (bound.Name, bound.Why));
        Assert.Null(Of([Doc(name)]).Of(DocumentKind.Cdl, Second));
    }

    [Fact]
    public void The_narrowest_name_goes_first()
    {
        PullDocument[] all = [Doc("A001.cdl"), Doc("A001C001.cdl"), Doc("S010.cdl"), Doc("S010_PL01.cdl")];

        for (var count = all.Length; count > 0; count--)
            Assert.Equal(all[count - 1].Name, Of(all[..count]).Of(DocumentKind.Cdl, First)!.Name);
    }

    [Fact]
    public void The_only_one_that_is_named_after_nothing_belongs_to_all_that_have_none_of_their_own()
    {
        var documents = Of([Doc("show.cube"), Doc("A001C001.cube")]);

        Assert.Equal("A001C001.cube", documents.Of(DocumentKind.Lut, First)!.Name);
        var bound = documents.Of(DocumentKind.Lut, Second)!;
        Assert.Equal(("show.cube", "it is the only look-up table of the order that is named after nothing in the pull"), (bound.Name, bound.Why));
        Assert.Null(documents.Of(DocumentKind.Fdl, First));
    }

    [Fact]
    public void Two_that_are_named_after_nothing_are_refused_with_both_names_and_a_way_out()
    {
        var problem = Assert.Throws<PullException>(() => Of([Doc("day.cube"), Doc("night.cube")]).Of(DocumentKind.Lut, First));

        Assert.Equal("The order has day.cube and night.cube, and nobody can tell which look-up table belongs to S010 PL01. Name each after its clip (A001C001.cube), reel, roll, shot or plate, or hand in one alone.", problem.Message);
    }

    [Fact]
    public void Two_kinds_of_CDL_with_one_name_are_refused()
    {
        var problem = Assert.Throws<PullException>(() => Of([Doc("A001C001.cc"), Doc("A001C001.cdl")]).Of(DocumentKind.Cdl, First));

        Assert.StartsWith("The order has A001C001.cc and A001C001.cdl, and nobody can tell which CDL belongs to S010 PL01.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_AMF_belongs_to_the_clip_that_it_names_inside_and_to_no_other_by_being_alone()
    {
        var documents = Of([Amf("grade_final.amf", "B007C003")]);

        Assert.Equal("it says that it is for the clip B007C003", documents.Of(DocumentKind.Amf, Second)!.Why);
        Assert.Null(documents.Of(DocumentKind.Amf, First));
        Assert.Equal("template.amf", Of([Amf("template.amf", null)]).Of(DocumentKind.Amf, First)!.Name);
    }

    [Fact]
    public void Files_that_an_AMF_names_are_parts_of_it()
    {
        var documents = Of([Amf("show.amf", null, "day look.clf", "night.clf"), Doc("day look.clf"), Doc("night.clf"), Doc("show.cube")]);

        Assert.Equal("show.cube", documents.Of(DocumentKind.Lut, First)!.Name);
    }

    [Fact]
    public void A_roll_s_own_file_goes_before_one_that_is_for_all_and_after_one_that_was_handed_in_for_the_clip()
    {
        var clip = Clip("clips/A001C001.fdl", "A001.fdl", "clips/A001C002.fdl");

        var own = Of([Doc("show.fdl")]).Of(DocumentKind.Fdl, First, clip)!;
        Assert.Equal(("A001C001.fdl", "clips/A001C001.fdl", "it lies on the roll and is named after the clip A001C001"), (own.Name, own.OnRoll!.Path, own.Why));
        Assert.NotNull(Of([Doc("A001C001.fdl")]).Of(DocumentKind.Fdl, First, clip)!.Handed);
        Assert.Equal("Roll A001 has a/A001C001.fdl and b/A001C001.fdl, and nobody can tell which belongs to S010 PL01. Hand the right one in with the order.",
            Assert.Throws<PullException>(() => Of([]).Of(DocumentKind.Fdl, First, Clip("a/A001C001.fdl", "b/A001C001.fdl"))).Message);
    }

    [Fact]
    public void Stills_belong_to_the_clip_whose_name_they_begin_with_and_there_may_be_many()
    {
        var documents = Of([Doc("A001C001_0012.jpg"), Doc("A001C001.png"), Doc("A001C0011.jpg"), Doc("S020.tif"), Doc("mood.jpg")]);

        Assert.Equal(["A001C001.png", "A001C001_0012.jpg"], documents.StillsOf(First).Select(still => still.Name));
        Assert.Equal(["S020.tif"], documents.StillsOf(Second).Select(still => still.Name));
    }

    [Theory]
    [InlineData("a/b.cdl")]
    [InlineData("a\\b.cdl")]
    [InlineData("..")]
    [InlineData("")]
    public void A_name_that_is_no_plain_file_name_is_refused(string name) =>
        Assert.StartsWith($"The document '{name}' cannot be part of a package", Assert.Throws<PullException>(() => Of([Doc(name)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_documents_of_one_name_and_an_AMF_that_is_none_are_refused()
    {
        Assert.StartsWith("The order has two documents called 'A.CDL'", Assert.Throws<PullException>(() => Of([Doc("a.cdl"), Doc("A.CDL")])).Message, StringComparison.Ordinal);
        Assert.StartsWith("The AMF 'a.amf' cannot be used: ", Assert.Throws<PullException>(() => Of([Doc("a.amf")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_AMFs_are_refused_with_a_sentence()
    {
        var whole = Amf("a.amf", "A001C001").Content;
        for (var at = 0; at < whole.Length; at += 7)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= (byte)(1 << (at % 8));
            try
            {
                _ = Of([new("a.amf", damaged)]).Of(DocumentKind.Amf, First);
            }
            catch (PullException problem)
            {
                Assert.StartsWith("The AMF 'a.amf' cannot be used: ", problem.Message, StringComparison.Ordinal);
            }
        }
    }

    private static ClipDocuments Of(PullDocument[] documents) => new(documents, [First, Second]);

    private static PullDocument Doc(string name) => new(name, Encoding.UTF8.GetBytes(name));

    private static PullDocument Amf(string name, string? clip, params string[] files)
    {
        AmfInfo Info() => new() { Authors = [new("A", "a@example.org")], Created = DateTimeOffset.UnixEpoch, Modified = DateTimeOffset.UnixEpoch, Uuid = Guid.NewGuid() };
        using var bytes = new MemoryStream();
        AmfWriter.Write(new()
        {
            Info = Info(),
            Clip = clip is null ? null : new() { Name = clip, File = clip + ".mov" },
            Pipeline = new()
            {
                Info = Info(),
                System = new(1, 3, 0),
                Stages = [.. files.Select(file => new AmfStage.Look(new() { Applied = false, Content = new AmfContent.ByFile(Uri.EscapeDataString(file)) }))],
            },
        }, bytes);
        return new(name, bytes.ToArray());
    }

    private static PulledClip Clip(params string[] documents) => new()
    {
        Clip = new() { Id = Guid.NewGuid(), Roll = Guid.NewGuid(), Name = "A001C001" },
        Roll = new() { Id = Guid.NewGuid(), Show = "AGM", Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 1, 2), FoundAt = DateTimeOffset.UnixEpoch },
        Store = new("file:///library"),
        Prefix = "A001",
        Media = new() { Name = "A001C001", Kind = ClipKind.Single, Files = ["A001C001.mov"] },
        Files = [],
        Documents = [.. documents.Select((path, i) => new RollFile { Number = i + 1, Path = path, Length = 1 })],
    };
}
