using System.Text;
using Acetate.Fdl;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Files that are wrong in every way a person or an attacker can think of: each is told with its place.</summary>
public sealed class HostileListTests
{
    [Theory]
    [InlineData("\"dimensions\": { \"width\": 4448", "\"dimensions\": { \"width\": 0", FdlRule.OutOfRange, "/contexts/0/canvases/0/dimensions/width", "must be above 0")]
    [InlineData("\"width\": 4400, \"height\": 3000", "\"width\": 4400, \"height\": -3000", FdlRule.OutOfRange, "/contexts/0/canvases/0/effective_dimensions/height", "is -3000")]
    [InlineData("\"anamorphic_squeeze\": 1.3", "\"anamorphic_squeeze\": -1.3", FdlRule.OutOfRange, "/contexts/0/canvases/0/anamorphic_squeeze", "must be above 0")]
    [InlineData("\"anamorphic_squeeze\": 1.3", "\"anamorphic_squeeze\": 1e999", FdlRule.OutOfRange, "/contexts/0/canvases/0/anamorphic_squeeze", "The most is 1,000")]
    [InlineData("\"width\": 3960.0", "\"width\": 1e308", FdlRule.OutOfRange, "/contexts/0/canvases/0/framing_decisions/0/dimensions/width", "The most is 16,777,216")]
    [InlineData("\"width\": 3840", "\"width\": 99999999999999999999", FdlRule.OutOfRange, "/canvas_templates/0/target_dimensions/width", "The most is")]
    [InlineData("\"max\": 99", "\"max\": 4294967296", FdlRule.OutOfRange, "/contexts/0/clip_id/sequence/max", "The most is")]
    [InlineData("\"width\": 3840", "\"width\": 3840.5", FdlRule.WrongType, "/canvas_templates/0/target_dimensions/width", "must be a whole number")]
    [InlineData("\"width\": 3840", "\"width\": \"3840\"", FdlRule.WrongType, "/canvas_templates/0/target_dimensions/width", "should be a whole number, but is text")]
    [InlineData("\"pad_to_maximum\": false", "\"pad_to_maximum\": 0", FdlRule.WrongType, "/canvas_templates/0/pad_to_maximum", "should be true or false, but is a number")]
    [InlineData("\"fdl_creator\": \"camera test\"", "\"fdl_creator\": null", FdlRule.WrongType, "/fdl_creator", "Leave the member out")]
    [InlineData("\"canvases\": []", "\"canvases\": {}", FdlRule.WrongType, "/contexts/1/canvases", "should be a list, but is an object")]
    [InlineData("\"canvases\": []", "\"canvases\": [7]", FdlRule.WrongType, "/contexts/1/canvases/0", "should be an object, but there is a number")]
    [InlineData("\"id\": \"FI2\"", "\"id\": \"FI1\"", FdlRule.DuplicateId, "/framing_intents/1/id", "another framing intent 'FI1'")]
    [InlineData("\"id\": \"FI2\"", "\"id\": \"FI 2\"", FdlRule.BadId, "/framing_intents/1/id", "1 to 32 letters")]
    [InlineData("\"default_framing_intent\": \"FI1\"", "\"default_framing_intent\": \"FI9\"", FdlRule.UnknownReference, "/default_framing_intent", "no framing intent 'FI9'")]
    [InlineData("\"source_canvas_id\": \"CV1\"", "\"source_canvas_id\": \"CV9\"", FdlRule.UnknownReference, "/contexts/0/canvases/0/source_canvas_id", "An original names itself")]
    [InlineData("\"framing_intent_id\": \"FI1\"", "\"framing_intent_id\": \"FI2\"", FdlRule.IdMismatch, "/contexts/0/canvases/0/framing_decisions/0/id", "should be 'CV1-FI2'")]
    [InlineData("\"id\": \"T1\"", "\"id\": \"T1\", \"id\": \"T2\"", FdlRule.DuplicateMember, "/canvas_templates/0/id", "stands twice")]
    [InlineData("\"fit_method\": \"fit_all\"", "\"fit_method\": \"stretch\"", FdlRule.UnknownWord, "/canvas_templates/0/fit_method", "width, height, fit_all, fill")]
    [InlineData("\"fit_method\": \"fit_all\",", "", FdlRule.MissingMember, "/canvas_templates/0", "'fit_method' is missing")]
    [InlineData("\"id\": \"T1\"", "\"id\": \"T1\", \"colour/~\": 1", FdlRule.UnknownMember, "/canvas_templates/0/colour~1~0", "begin with an underscore")]
    [InlineData("\"major\": 2", "\"major\": 3", FdlRule.UnknownVersion, "/version", "no version 3.0")]
    [InlineData("\"height\": 2160", "\"height\": 0", FdlRule.ZeroTarget, "/canvas_templates/0/target_dimensions/height", "must be above 0")]
    [InlineData("\"target_anamorphic_squeeze\": 1.0", "\"target_anamorphic_squeeze\": 0", FdlRule.ZeroSqueeze, "/canvas_templates/0/target_anamorphic_squeeze", "must be above 0")]
    [InlineData("\"x\": 24.0, \"y\": 48.0", "\"x\": -24.0, \"y\": 48.0", FdlRule.OutOfRange, "/contexts/0/canvases/0/effective_anchor_point/x", "must not be below 0")]
    [InlineData("\"x\": 24.0, \"y\": 48.0", "\"x\": 24.0, \"y\": 4800.0", FdlRule.AnchorOutside, "/contexts/0/canvases/0/effective_anchor_point", "beyond the canvas of 4448 × 3096")]
    [InlineData("\"width\": 4400, \"height\": 3000", "\"width\": 4500, \"height\": 3000", FdlRule.LayerTooLarge, "/contexts/0/canvases/0/effective_dimensions", "larger than the canvas of 4448 × 3096")]
    [InlineData("\"idx\": \"#\"", "\"idx\": \"##\"", FdlRule.OutOfRange, "/contexts/0/clip_id/sequence/idx", "exactly one character")]
    public void A_mistake_is_told_with_its_place_and_line(string right, string wrong, FdlRule rule, string path, string says)
    {
        Assert.Contains(right, Samples.Text, StringComparison.Ordinal);
        var at = Samples.Text.IndexOf(right, StringComparison.Ordinal);
        var json = Samples.Text[..at] + wrong + Samples.Text[(at + right.Length)..];

        var reading = Read(json);

        Assert.False(reading.IsValid);
        var problem = reading.Problems.First(known => known.Severity == FdlSeverity.Error);
        Assert.Equal((rule, path), (problem.Rule, problem.Path));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        // The place is where the mistake is, or where its object begins.
        Assert.InRange(problem.Line, json[..at].Split('\n').Length - (rule is FdlRule.MissingMember ? 10 : 3), json[..at].Split('\n').Length);
        Assert.Contains(says, Assert.Throws<FdlException>(reading.GetList).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_is_valid_and_says_nothing_odd() => Assert.Empty(Read(Samples.Text).Problems);

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("  \n ", "the file is empty")]
    [InlineData("{\n\"uuid\": \"x\",\n}", "This is not JSON")]
    [InlineData("{\"uuid\": NaN}", "This is not JSON")]
    [InlineData("{\"uuid\": \"x\"} x", "This is not JSON")]
    [InlineData("{\"uuid\": \"\\ud800\"}", "no character")]
    [InlineData("{\"\\udc00\": 1}", "no character")]
    [InlineData("uuid: x", "This is not JSON")]
    public void What_is_no_JSON_is_told_as_a_sentence(string json, string says)
    {
        var problem = Assert.Single(Read(json).Problems);

        Assert.Equal(FdlRule.NotJson, problem.Rule);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_of_a_slip_is_told() => Assert.Equal(3, Assert.Single(Read("{\n\"uuid\": \"x\",\n}").Problems).Line);

    [Fact]
    public void Text_in_another_encoding_is_told()
    {
        Assert.Contains("not UTF-8", Assert.Single(FdlReader.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Samples.Text)).ToArray()).Problems).Message, StringComparison.Ordinal);
        Assert.True(FdlReader.Read(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Samples.Text)).ToArray()).IsValid);
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{\"a\":", 100_000)]
    [InlineData("{\"_a\":[", 40)]
    public void Deep_nesting_ends_at_once(string opening, int times) =>
        Assert.Equal(FdlRule.TooLarge, Assert.Single(Read(string.Concat(Enumerable.Repeat(opening, times))).Problems).Rule);

    [Fact]
    public void A_file_larger_than_any_list_is_not_read()
    {
        Assert.Equal(FdlRule.TooLarge, Assert.Single(FdlReader.Read(new byte[FdlReader.MostBytes + 1]).Problems).Rule);
    }

    [Fact]
    public async Task A_stream_without_end_is_read_up_to_the_limit()
    {
        var reading = await FdlReader.ReadAsync(new Endless(), TestContext.Current.CancellationToken);

        Assert.Equal(FdlRule.TooLarge, Assert.Single(reading.Problems).Rule);
    }

    [Fact]
    public void A_file_of_nothing_but_mistakes_tells_the_first_thousand()
    {
        var json = $$"""{"uuid":"x","version":{"major":2,"minor":0},"framing_intents":[{{string.Join(',', Enumerable.Repeat("{}", 5000))}}]}""";

        var problems = Read(json).Problems;

        Assert.Equal(1001, problems.Length);
        Assert.Contains("9,000 further problems", problems[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, "\"_{0:x}\":1", true)]
    [InlineData(1001, "\"_{0:x}\":1", false)]
    public void An_object_has_at_most_a_thousand_members(int members, string member, bool isRead)
    {
        var reading = Read($$"""{"uuid":"x","version":{"major":2,"minor":0},"contexts":[{{{string.Join(',', Enumerable.Range(0, members).Select(i => string.Format(member, i)))}}}]}""");

        Assert.Equal(isRead, reading.IsValid);
        Assert.Equal(!isRead, reading.Problems.Any(problem => problem.Rule == FdlRule.TooLarge && problem.Path == "/contexts/0"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"_a\":1}")]
    [InlineData("{\"a\":1}")]
    public void Hundreds_of_thousands_of_objects_are_refused_within_a_bounded_memory(string item)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"uuid":"x","version":{"major":2,"minor":0},"contexts":[{{string.Join(',', Enumerable.Repeat(item, 400_000))}}]}""");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = FdlReader.Read(json);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Null(reading.List);
        Assert.Contains(reading.Problems, problem => problem.Rule == FdlRule.TooLarge);
        Assert.True(allocated < 768L << 20, $"{allocated >> 20} MiB for {json.Length >> 20} MiB");
    }

    [Fact]
    public void Millions_of_values_are_refused_before_any_is_kept()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"uuid":"x","version":{"major":2,"minor":0},"_a":[{{string.Join(',', Enumerable.Repeat("1", 3_000_000))}}]}""");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Assert.Single(FdlReader.Read(json).Problems);

        Assert.Equal(FdlRule.TooLarge, problem.Rule);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1L << 20);
    }

    [Fact]
    public void Comments_are_read_over_and_told()
    {
        var reading = Read("// by hand\n" + Samples.Text);

        Assert.True(reading.IsValid);
        Assert.Equal((FdlRule.Comment, FdlSeverity.Warning, 1), (reading.Problems[0].Rule, reading.Problems[0].Severity, reading.Problems[0].Line));
    }

    [Theory]
    [InlineData("\"uuid\": \"9a1e3c5f-0000-4000-8000-00000000000a\"", "\"uuid\": \"first\"", FdlRule.Odd, "/uuid")]
    [InlineData("\"protection\": 0.1", "\"protection\": 10", FdlRule.Odd, "/framing_intents/0/protection")]
    [InlineData("\"maximum_dimensions\": { \"width\": 5000, \"height\": 4000 },\n      \"pad_to_maximum\": false", "\"pad_to_maximum\": true", FdlRule.Odd, "/canvas_templates/0/pad_to_maximum")]
    [InlineData("\"preserve_from_source_canvas\": \"framing_decision.protection_dimensions\"", "\"preserve_from_source_canvas\": \"none\"", FdlRule.UnknownWord, "/canvas_templates/0/preserve_from_source_canvas")]
    [InlineData("\"fit_source\": \"framing_decision.dimensions\"", "\"fit_source\": \"canvas.dimensions\"", FdlRule.Odd, "/canvas_templates/0/preserve_from_source_canvas")]
    [InlineData(", \"file\": \"B001C001.mov\"", "", FdlRule.Odd, "/contexts/1/clip_id")]
    [InlineData("\"min\": 0", "\"min\": 100", FdlRule.Odd, "/contexts/0/clip_id/sequence/min")]
    [InlineData("\"idx\": \"#\"", "\"idx\": \"@\"", FdlRule.Odd, "/contexts/0/clip_id/sequence/value")]
    [InlineData("\"x\": 244.0, \"y\": 470.75", "\"x\": 244.0, \"y\": 2000.0", FdlRule.SticksOut, "/contexts/0/canvases/0/framing_decisions/0/dimensions")]
    [InlineData("\"effective_dimensions\": { \"width\": 4400, \"height\": 3000 },", "", FdlRule.Odd, "/contexts/0/canvases/0/effective_anchor_point")]
    public void What_is_allowed_but_hardly_meant_is_a_warning(string usual, string odd, FdlRule rule, string path)
    {
        Assert.Contains(usual, Samples.Text, StringComparison.Ordinal);

        var reading = Read(Samples.Text.Replace(usual, odd, StringComparison.Ordinal));

        Assert.True(reading.IsValid, string.Join('\n', reading.Problems));
        Assert.Contains(reading.Problems, problem => (problem.Rule, problem.Severity, problem.Path) == (rule, FdlSeverity.Warning, path));
    }

    private static FdlReading Read(string json) => FdlReader.Read(Encoding.UTF8.GetBytes(json));

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
