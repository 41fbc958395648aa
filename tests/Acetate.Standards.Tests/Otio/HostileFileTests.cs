using System.Text;
using Acetate.Otio;
using Acetate.Otio.Editing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>Files that are wrong in every way a person or an attacker can think of: each is told with its place.</summary>
public sealed class HostileFileTests
{
    private const string Time = """{"OTIO_SCHEMA": "RationalTime.1", "rate": 24.0, "value": 1.0}""";

    [Theory]
    [InlineData("", OtioRule.NotJson, "/", "the file is empty")]
    [InlineData("  \n ", OtioRule.NotJson, "/", "the file is empty")]
    [InlineData("{\"a\": 1,}", OtioRule.NotJson, "/a", "a comma too many")]
    [InlineData("[1, ]", OtioRule.NotJson, "/1", "a comma too many")]
    [InlineData("{\"a\": {\"b\": [1, 2", OtioRule.NotJson, "/a/b/2", "cut off")]
    [InlineData("{\"a\" 1}", OtioRule.NotJson, "/a", "a colon")]
    [InlineData("{\"a\": 1 \"b\": 2}", OtioRule.NotJson, "/a", "a comma or }")]
    [InlineData("{'a': 1}", OtioRule.NotJson, "/", "quotation marks")]
    [InlineData("{\"a\": \"x", OtioRule.NotJson, "/a", "a quotation mark is missing")]
    [InlineData("{\"a\": \"x\ny\"}", OtioRule.NotJson, "/a", "a control character")]
    [InlineData("{\"a\": \"\\x\"}", OtioRule.NotJson, "/a", "a backslash")]
    [InlineData("{\"a\": \"\\ud800\"}", OtioRule.NotJson, "/a", "surrogate")]
    [InlineData("{\"a\": \"\\u12\"}", OtioRule.NotJson, "/a", "four hexadecimal digits")]
    [InlineData("{\"a\": 01}", OtioRule.NotJson, "/a", "a 0 that means nothing")]
    [InlineData("{\"a\": 1.}", OtioRule.NotJson, "/a", "no digits after its point")]
    [InlineData("{\"a\": 1e}", OtioRule.NotJson, "/a", "no digits in its exponent")]
    [InlineData("{\"a\": 1e999}", OtioRule.NotJson, "/a", "too large")]
    [InlineData("{\"a\": -}", OtioRule.NotJson, "/a", "should be a value")]
    [InlineData("{\"a\": nul}", OtioRule.NotJson, "/a", "should be a value")]
    [InlineData("{} {}", OtioRule.NotJson, "/", "after the end")]
    [InlineData("[1, {\"OTIO_SCHEMA\": \"Clip\"}]", OtioRule.BadSchema, "/1/OTIO_SCHEMA", "'Clip' is no schema")]
    [InlineData("[1, {\"OTIO_SCHEMA\": 7}]", OtioRule.BadSchema, "/1/OTIO_SCHEMA", "is a whole number")]
    [InlineData("[{\"OTIO_SCHEMA\": \"Clip.3\"}]", OtioRule.UnsupportedVersion, "/0/OTIO_SCHEMA", "Clip.3 is newer than the newest known version, Clip.2")]
    [InlineData("[{\"OTIO_SCHEMA\": \"RationalTime.1\", \"rate\": 24}]", OtioRule.MissingMember, "/0", "A RationalTime must have 'value'")]
    [InlineData("{\"OTIO_SCHEMA\": \"Gap.1\", \"name\": 5}", OtioRule.WrongType, "/name", "'name' of a Gap should be text, but is a whole number")]
    [InlineData("{\"OTIO_SCHEMA\": \"Gap.1\", \"metadata\": null}", OtioRule.WrongType, "/metadata", "should be a dictionary, but is null")]
    [InlineData("{\"OTIO_SCHEMA\": \"Gap.1\", \"source_range\": " + Time + "}", OtioRule.WrongType, "/source_range", "should be a TimeRange or null, but is a RationalTime")]
    [InlineData("{\"OTIO_SCHEMA\": \"Gap.1\", \"enabled\": 1}", OtioRule.WrongType, "/enabled", "true or false")]
    [InlineData("{\"OTIO_SCHEMA\": \"Gap.1\", \"effects\": [{\"OTIO_SCHEMA\": \"Gap.1\"}]}", OtioRule.WrongObject, "/effects", "Item 0 of 'effects' should be an effect, but is a Gap")]
    [InlineData("{\"OTIO_SCHEMA\": \"Stack.1\", \"children\": [null]}", OtioRule.WrongObject, "/children", "but is null")]
    [InlineData("{\"OTIO_SCHEMA\": \"Timeline.1\", \"tracks\": {\"OTIO_SCHEMA\": \"Gap.1\"}}", OtioRule.WrongType, "/tracks", "should be a Stack, but is a Gap")]
    [InlineData("{\"OTIO_SCHEMA\": \"Clip.1\", \"media_reference\": {\"OTIO_SCHEMA\": \"Gap.1\"}}", OtioRule.WrongObject, "/media_reference", "should be a media reference")]
    [InlineData("{\"OTIO_SCHEMA\": \"Clip.2\", \"active_media_reference_key\": \"a\", \"media_references\": {\"a\": 1}}", OtioRule.WrongObject, "/media_references", "Item a of 'media_references'")]
    [InlineData("{\"a\": {\"OTIO_SCHEMA\": \"SerializableObjectRef.1\", \"id\": \"Clip-1\"}}", OtioRule.Reference, "/a", "shares objects by reference")]
    public void A_mistake_is_told_with_its_place(string text, OtioRule rule, string path, string says)
    {
        var problem = Refusal(text);

        Assert.Equal((rule, path), (problem.Rule, problem.Path));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Line >= 1);
    }

    [Fact]
    public void The_line_is_that_of_the_mistake()
    {
        Assert.Equal(3, Refusal("{\n\"a\": 1,\n}").Line);
        Assert.Equal(4, Refusal("{\n\"a\":\n{\n\"OTIO_SCHEMA\": \"Gap.1\", \"name\": [\n]\n}\n}").Line);
        Assert.StartsWith("line 2, /a/OTIO_SCHEMA: ", Assert.Throws<OtioException>(() => OtioReader.Read("{\n\"a\": {\"OTIO_SCHEMA\": \"x\"}}"u8.ToArray())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[")]
    public void Ten_thousand_levels_end_in_a_sentence(string opening)
    {
        var problem = Refusal(string.Concat(Enumerable.Repeat(opening, 10_000)));

        Assert.Equal(OtioRule.TooLarge, problem.Rule);
        Assert.Contains("deeper than 512 levels", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_levels_as_are_allowed_are_read_laid_out_edited_and_written_on_a_small_stack()
    {
        OtioObject value = SampleTimeline.Clip("deep", 0, 24);
        // Of the innermost clip, its metadata and their dictionary are three more levels; a stack is two.
        for (var i = 0; i < (OtioReader.MostLevels - 8) / 2; i++) value = new Stack { Children = [value] };
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                var read = (Stack)OtioReader.Read(OtioWriter.ToBytes(value)).Root;
                Assert.Equal(new TimeRange(0, 24, 24), TimelineLayout.Of(read).Top.Clips().Single().RangeInTop());
                Assert.Equal("new", TimelineLayout.Of(read.MapClips(clip => clip with { Name = "new" })).Top.Clips().Select(clip => ((Clip)clip.Value).Name).Single());
            }
            catch (Exception thrown) when (thrown is not OutOfMemoryException)
            {
                failure = thrown;
            }
        }, 1024 * 1024);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
        for (var i = 0; i < OtioReader.MostLevels; i++) value = new Stack { Children = [value] };
        Assert.Equal(OtioRule.TooLarge, Assert.Throws<OtioException>(() => OtioWriter.ToBytes(value)).Problem.Rule);
        Assert.Equal(OtioRule.TooLarge, Assert.Throws<OtioException>(() => TimelineLayout.Of((Stack)value)).Problem.Rule);
        Assert.Equal(OtioRule.TooLarge, Assert.Throws<OtioException>(() => value.MapClips(clip => clip)).Problem.Rule);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_told()
    {
        var bytes = OtioWriter.ToBytes(SampleTimeline.Timeline, new() { Indentation = 1 });

        for (var length = 0; length < bytes.Length; length += 7)
            Assert.Equal(OtioRule.NotJson, Assert.Throws<OtioException>(() => OtioReader.Read(bytes.AsMemory(0, length))).Problem.Rule);
    }

    [Fact]
    public void Other_encodings_are_told_and_a_byte_order_mark_is_read_over()
    {
        Assert.Contains("UTF-16", Assert.Throws<OtioException>(() => OtioReader.Read((byte[])[.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{}")])).Message, StringComparison.Ordinal);
        Assert.Contains("not in UTF-8", Assert.Throws<OtioException>(() => OtioReader.Read((byte[])[(byte)'"', 0xC3, 0x28, (byte)'"'])).Message, StringComparison.Ordinal);
        Assert.Equal(OtioRule.Odd, Assert.Single(OtioReader.Read((byte[])[.. Encoding.UTF8.GetPreamble(), .. "{}"u8]).Problems).Rule);
    }

    [Theory]
    [InlineData("PK\u0003\u0004xyz", "Open it as a bundle")]
    [InlineData(" \n<?xml version=\"1.0\"?>", "Read it as XML")]
    [InlineData("TITLE: REEL 3\nFCM: NON-DROP FRAME", "Read it as EDL")]
    public void A_file_of_another_format_is_called_by_its_name(string text, string says)
    {
        Assert.Contains(says, Refusal(text).Message, StringComparison.Ordinal);
        Assert.Contains("Read it as AAF", Assert.Throws<OtioException>(() => OtioReader.Read((byte[])[0xD0, 0xCF, 0x11, 0xE0, 0xA1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_without_end_is_read_up_to_the_limit_and_numbers_are_bounded()
    {
        Assert.Contains("more than 308 digits", Refusal(new string('9', 309)).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Refusal("0." + new string('1', 10_000)).Message, StringComparison.Ordinal);
        Assert.Equal(OtioRule.TooLarge, Assert.Throws<OtioException>(() => OtioReader.ReadAll(new Endless(), 1 << 20)).Problem.Rule);
        Assert.Equal(SampleTimeline.Timeline.Name, (await OtioReader.ReadAsync(new MemoryStream(OtioWriter.ToBytes(SampleTimeline.Timeline)))).GetTimeline().Name);
    }

    [Fact]
    public void A_thousand_problems_are_told_and_the_others_counted()
    {
        var document = OtioReader.Read(Encoding.UTF8.GetBytes($"{{{string.Join(",\n", Enumerable.Repeat("\"a\": 1", 3000))}}}"));

        Assert.Equal(1001, document.Problems.Length);
        Assert.Equal(1001, document.Problems[999].Line);
        Assert.Contains("1,999 further problems", document.Problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_back_is_not_written()
    {
        Assert.Contains("surrogate", Refused(new Clip { Name = "\ud800" }), StringComparison.Ordinal);
        Assert.Contains("does not belong into 'children'", Refused(new Track { Children = [new Marker()] }), StringComparison.Ordinal);
        Assert.Contains("no media reference", Refused(new Clip { MediaReferences = [new("a", new Gap())] }), StringComparison.Ordinal);
        Assert.Contains("must not have a member", Refused(new OtioValue.Dictionary([new("OTIO_SCHEMA", "Clip.2")])), StringComparison.Ordinal);
        Assert.Contains("which its schema has itself", Refused(new Track { OtherMembers = [new("kind", "Audio")] }), StringComparison.Ordinal);
        Assert.Contains("which its schema has itself", Refused(new FreezeFrame { OtherMembers = [new("time_scalar", 1.0)] }), StringComparison.Ordinal);
        Assert.Contains("must not be called 'Clip'", Refused(new UnknownSchema("Clip", 2)), StringComparison.Ordinal);
        Assert.StartsWith("/children/1/effects/0/metadata/x: ", Refused(new Track { Children = [new Gap(), new Gap { Effects = [new PlainEffect { Metadata = [new("x", "\udc00")] }] }] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_one_timeline_says_what_it_holds()
    {
        Assert.Contains("holds no timeline; its outermost object is a Clip", Assert.Throws<OtioException>(() => OtioReader.Read(OtioWriter.ToBytes(new Clip())).GetTimeline()).Message, StringComparison.Ordinal);
        var bin = OtioReader.Read(OtioWriter.ToBytes(new SerializableCollection { Children = [new Timeline { Name = "1" }, new Clip(), new Timeline { Name = "2" }] }));
        Assert.Equal(["1", "2"], bin.Timelines.Select(timeline => timeline.Name));
        Assert.Contains("more than one timeline", Assert.Throws<OtioException>(bin.GetTimeline).Message, StringComparison.Ordinal);
    }

    private static OtioProblem Refusal(string text) => Assert.Throws<OtioException>(() => OtioReader.Read(Encoding.UTF8.GetBytes(text))).Problem;

    private static string Refused(OtioValue value) => Assert.Throws<OtioException>(() => OtioWriter.ToBytes(value)).Message;

    private sealed class Endless : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            return buffer.Length;
        }
    }
}
