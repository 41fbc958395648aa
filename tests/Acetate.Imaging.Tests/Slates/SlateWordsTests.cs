using System.Text;
using Acetate.Media.Slates;

namespace Acetate.Imaging.Tests.Slates;

/// <summary>What is made of words and codes once they are read: how slates are written, how frames vote, and that hostile text stays text.</summary>
public sealed class SlateWordsTests
{
    private static readonly GreyPicture Frame = new(100, 100, new byte[10_000]);

    [Theory]
    [InlineData("12A", "12A")]
    [InlineData("12 a", "12A")]
    [InlineData("R104AB-2", "R104AB-2")]
    [InlineData("I2A", "I2A")]
    [InlineData("1O4A", "104A")]
    [InlineData("THE DAY", null)]
    [InlineData("<b>12</b>", null)]
    [InlineData("12345678", null)]
    public void A_scene_is_a_number_with_letters(string text, string? scene) => Assert.Equal(scene, SlateGrammar.Read(SlateField.Scene, text).FirstOrDefault().Value);

    [Theory]
    [InlineData("3", "3")]
    [InlineData("03", "3")]
    [InlineData("TK 4", "4")]
    [InlineData("3PU", "3PU")]
    [InlineData("PU 3", "3PU")]
    [InlineData("S", "5")]
    [InlineData("l2", "12")]
    [InlineData("KELLER", null)]
    [InlineData("2026", null)]
    public void A_take_is_a_number_perhaps_picked_up(string text, string? take) => Assert.Equal(take, SlateGrammar.Read(SlateField.Take, text).FirstOrDefault().Value);

    [Fact]
    public void A_scene_with_a_slash_has_its_take_and_MOS_is_a_note()
    {
        Assert.Equal([(SlateField.Scene, "12A", 1.0), (SlateField.Take, "3", 1.0)], SlateGrammar.Read(SlateField.Scene, "12A/3"));
        Assert.Equal([(SlateField.Scene, "12A", 1.0), (SlateField.Take, "3", 1.0), (SlateField.Note, "MOS", 1.0)], SlateGrammar.Read(SlateField.Scene, "12A/3 MOS"));
        Assert.Equal([(SlateField.Take, "2", 1.0), (SlateField.Note, "MOS", 1.0)], SlateGrammar.Read(SlateField.Take, "2 MOS"));
    }

    [Fact]
    public void What_was_put_right_is_less_sure()
    {
        Assert.Equal(("A001", 1.0), (SlateGrammar.Read(SlateField.Roll, "A001").Single().Value, SlateGrammar.Read(SlateField.Roll, "A001").Single().Confidence));
        var mended = SlateGrammar.Read(SlateField.Roll, "AOO1").Single();
        Assert.Equal("A001", mended.Value);
        Assert.True(mended.Confidence < 1);
    }

    [Theory]
    [InlineData("SCENE", SlateField.Scene)]
    [InlineData("Scene:", SlateField.Scene)]
    [InlineData("SCEME", SlateField.Scene)]
    [InlineData("TAKE", SlateField.Take)]
    [InlineData("REEL", SlateField.Roll)]
    public void Labels_are_known_with_a_letter_wrong(string word, SlateField field) => Assert.Equal(field, SlateGrammar.LabelOf(word)!.Value.Field);

    [Theory]
    [InlineData("KELLER")]
    [InlineData("12A")]
    [InlineData("A")]
    public void Other_words_are_no_labels(string word) => Assert.Null(SlateGrammar.LabelOf(word));

    [Theory]
    [InlineData("SCENE=12A;TAKE=3;ROLL=A001")]
    [InlineData("scene:12A|take:3|roll:A001")]
    [InlineData("https://slate.example/s?scene=12A&take=3&roll=A001")]
    [InlineData("""{"scene":"12A","take":3,"roll":"A001"}""")]
    public void Codes_of_known_forms_are_understood(string text)
    {
        var readings = SlateCodes.Read(new(0, "QRCode", text, 10, 10, 60, 60), Frame, 7);

        Assert.Equal([(SlateField.Scene, "12A"), (SlateField.Take, "3"), (SlateField.Roll, "A001")], readings.Select(reading => (reading.Field, reading.Value)));
        Assert.All(readings, reading => Assert.True(reading is { IsCode: true, Frame: 7, Confidence: > 0.9 }));
        Assert.Equal(new(0.1, 0.1, 0.5, 0.5), readings[0].Box);
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("SCENE=<script>alert(1)</script>")]
    [InlineData("{\"scene\":{\"scene\":{\"scene\":{\"scene\":{\"scene\":1}}}}}")]
    [InlineData("{broken")]
    [InlineData("")]
    public void Codes_of_other_forms_say_nothing(string text) => Assert.Empty(SlateCodes.Read(new(0, "QRCode", text, 0, 0, 1, 1), Frame, 0));

    [Fact]
    public void Frames_that_agree_are_sure_and_frames_that_disagree_never_are()
    {
        var agreed = SlateVote.Of([.. Enumerable.Range(0, 4).Select(i => Reading(SlateField.Take, "3", 0.95, i))]).Single();
        Assert.Equal(("3", 4), (agreed.Value, agreed.Frames));
        Assert.InRange(agreed.Confidence, 0.85, 0.95);

        var alone = SlateVote.Of([Reading(SlateField.Take, "3", 0.95, 0)]).Single();
        Assert.InRange(alone.Confidence, 0.3, 0.6);

        var disputed = SlateVote.Of([Reading(SlateField.Take, "3", 0.95, 0), Reading(SlateField.Take, "3", 0.95, 1), Reading(SlateField.Take, "3", 0.95, 2), Reading(SlateField.Take, "8", 0.9, 3)]).Single();
        Assert.Equal("3", disputed.Value);
        Assert.InRange(disputed.Confidence, 0.01, 0.5);
        Assert.Equal(["8"], disputed.Others);

        // A code has a checksum; but a board beside it that says something else makes it as doubtful.
        var code = SlateVote.Of([Reading(SlateField.Take, "3", 0.98, 0) with { IsCode = true }]).Single();
        Assert.True(code is { IsCode: true, Confidence: > 0.9 });
        var against = SlateVote.Of([Reading(SlateField.Take, "3", 0.98, 0) with { IsCode = true }, Reading(SlateField.Take, "4", 0.95, 0), Reading(SlateField.Take, "4", 0.95, 1)]).Single();
        Assert.Equal(("3", true), (against.Value, against.Confidence <= 0.5));
        Assert.Empty(SlateVote.Of([Reading(SlateField.Take, "3", 0.1, 0)]));
    }

    [Fact]
    public void Text_from_a_picture_stays_one_short_line_of_letters()
    {
        Assert.Equal("SCENE 12A", SlateText.Clean("SCENE\u0000\u001b\n\t12A\u202e\u200b\ufffd"));
        Assert.Equal(SlateText.Longest, SlateText.Clean(new string('A', 100_000)).Length);
        Assert.Equal("A", SlateText.Clean("A\ud800"));
        // No letter is cut in two.
        Assert.Equal("A", SlateText.Clean("A\U0001F3AC", 2));
    }

    [Fact]
    public void What_the_engines_say_is_read_and_what_they_do_not_say_is_not()
    {
        var words = SlateEngines.Words("level\tpage_num\n5\t2\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tSCENE\n5\t1\t1\t1\t1\t1\tx\t20\t30\t40\t96\tA\n5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t-1\t\n4\t1\t1\t1\t1\t1\t1\t2\t3\t4\t-1\tB\n5\t1");
        Assert.Equal(new(1, "SCENE", 0.965, 10, 20, 40, 60), Assert.Single(words));

        // A code may hold lines that look like the program's own.
        var codes = SlateEngines.Codes("File:       /x/a.pgm\nText:       \"A\"B<LF>File: /x/b.pgm<SOH>\"\nFormat:     QRCode\nPosition:   12x10 87x10 87x90 12x90 \n\nFile:       /x/b.pgm\nText:       \"T\"\nFormat:     DataMatrix\nPosition:   nonsense\n", ["/x/a.pgm", "/x/b.pgm"]);
        Assert.Equal([new(0, "QRCode", "A\"B;File: /x/b.pgm<SOH>", 12, 10, 87, 90), new(1, "DataMatrix", "T", 0, 0, 0, 0)], codes);
    }

    [Theory]
    [InlineData("P6\n2 2\n255\n")]
    [InlineData("P5\n0 2\n255\n")]
    [InlineData("P5\n2000000000 2000000000\n255\n")]
    [InlineData("P5\n2 2\n255\nabc")]
    [InlineData("P5\n-2 2\n255\n")]
    [InlineData("")]
    public void A_picture_that_is_none_is_refused_before_anything_is_reserved_for_it(string bytes) =>
        Assert.Throws<InvalidDataException>(() => GreyPicture.ReadPgm(new MemoryStream(Encoding.ASCII.GetBytes(bytes))));

    [Fact]
    public void A_picture_is_written_and_read_again()
    {
        var picture = new DrawnSlate().Frame(64, 48);
        using var file = new MemoryStream();
        picture.WritePgm(file);
        file.Position = 0;

        var read = GreyPicture.ReadPgm(file);

        Assert.Equal((64, 48), (read.Width, read.Height));
        Assert.Equal(picture.Pixels, read.Pixels);
        Assert.Equal((32, 24), (read.Reduced(32).Width, read.Reduced(32).Height));
    }

    [Fact]
    public void A_board_in_perspective_is_found_where_it_is()
    {
        var board = SlateBoard.Find(new DrawnSlate { Tilted = 0.25, Turned = 5 }.Frame())[0].Corners;
        var map = board.Map();

        // The corners as drawn: 504 pixels high and 672 wide around the middle of 1280 by 720, narrower at the right, turned by 5 degrees.
        foreach (var (u, v, (x, y)) in ((double, double, (double, double))[])[(0, 0, At(-336, -252, 1)), (1, 0, At(336, -252, 1.25)), (1, 1, At(336, 252, 1.25)), (0, 1, At(-336, 252, 1))])
        {
            var (foundX, foundY) = map(u, v);
            Assert.InRange(Math.Sqrt((foundX - x) * (foundX - x) + (foundY - y) * (foundY - y)), 0, 25);
        }

        static (double, double) At(double x, double y, double far)
        {
            var (sin, cos) = Math.SinCos(5 * Math.PI / 180);
            return (640 + (x / far * cos) - (y / far * sin), 360 + (x / far * sin) + (y / far * cos));
        }
    }

    private static SlateReading Reading(SlateField field, string value, double sure, long frame) => new(field, value, value, sure, frame, new(0, 0, 1, 1));
}
