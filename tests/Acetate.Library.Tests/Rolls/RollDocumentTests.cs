using System.Text;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Rolls;

public sealed class RollDocumentTests
{
    private static readonly RollDocument Document = new()
    {
        Version = RollDocument.CurrentVersion,
        WrittenAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        Roll = new Roll
        {
            Id = Guid.CreateVersion7(),
            Show = "film",
            Name = "A001R2EC",
            Kind = RollKind.Camera,
            ShootDay = new DateOnly(2026, 11, 21),
            CarriedBy = "Zoë",
            Stage = RollStage.Archived,
            Manifest = ManifestState.UnprovenAtSource,
            FoundAt = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
        },
        Clips = [new Clip { Id = Guid.CreateVersion7(), Roll = Guid.Empty, Name = "C001", Facts = [new ClipFact("camera.model", "X", "X\0", "header")] }],
        FormatCards = [new FormatCard { Id = Guid.CreateVersion7(), Show = "film", Key = new FormatCardKey("A", "X", "", "", "1") }],
    };

    [Fact]
    public void A_document_reads_back_as_it_was_written()
    {
        var text = Document.Write();

        var read = RollDocument.Read(new MemoryStream(text));

        Assert.Equal(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(read.Write()));
        Assert.Equal(Document.Roll.Id, read.Roll.Id);
        Assert.Equal("X\0", read.Clips[0].Facts[0].Raw);
        Assert.Contains("\"manifest\": \"unproven-at-source\"", Encoding.UTF8.GetString(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_a_later_program_are_left_alone()
    {
        var text = Encoding.UTF8.GetString(Document.Write()).Replace("\"version\": 1", "\"version\": 1, \"later\": [1]", StringComparison.Ordinal);

        Assert.Equal(Document.Roll.Id, RollDocument.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))).Roll.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\": 1, \"writtenAt\": \"yesterday\"}")]
    public void What_is_no_document_is_refused_with_its_name(string text)
    {
        var refused = Assert.Throws<FormatException>(() => RollDocument.Read(new MemoryStream(Encoding.UTF8.GetBytes(text))));

        Assert.Contains("roll.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_refused_with_a_way_out()
    {
        var newer = (Document with { Version = 2 }).Write();

        var refused = Assert.Throws<FormatException>(() => RollDocument.Read(new MemoryStream(newer)));

        Assert.Contains("newer Acetate", refused.Message, StringComparison.Ordinal);
    }
}
