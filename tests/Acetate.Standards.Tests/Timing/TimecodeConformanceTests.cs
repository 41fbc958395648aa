using System.Text.Json;
using System.Text.RegularExpressions;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Timing;

/// <summary>The shared vectors; and where another library reads labels otherwise, exactly the differences that are documented.</summary>
public sealed partial class TimecodeConformanceTests
{
    /// <summary>Labels that OpenTimelineIO reads and we refuse, with words of our reason. docs/formats/timecode.md has the same list.</summary>
    private static readonly Dictionary<(string Label, string Rate), string> RefusedHere = new()
    {
        [("00:01:00;00", "29.97")] = "does not exist",
        [("00:01:00;01", "29.97")] = "does not exist",
        [("00:01:00;03", "59.94")] = "does not exist",
        [("00:00:60:00", "24")] = "second 60",
        [("00:60:00:00", "24")] = "minute 60",
        [("24:00:00:00", "24")] = "hour 24",
        [("99:00:00:00", "24")] = "hour 99",
        [("1:00:00:00", "24")] = "not a timecode",
        [("01:00:00.00", "24")] = "not a timecode",
        [("01.00.00.00", "25")] = "not a timecode",
        [("01:00:00:0", "24")] = "not a timecode",
    };

    [Fact]
    public void Every_frame_has_the_label_of_the_vectors_and_every_label_its_frame()
    {
        using var document = Read("conformance/timecode/frames-to-timecode.json");
        var compared = 0;

        foreach (var vector in document.RootElement.EnumerateArray())
        {
            var rate = FrameRate.Parse(vector.GetProperty("rate").GetString()!);
            var frame = vector.GetProperty("frame").GetInt64();
            var isDrop = vector.GetProperty("drop").GetBoolean();
            var label = vector.GetProperty("timecode").GetString()!;

            Assert.Equal(label, new Timecode(frame, rate, isDrop).ToString());
            Assert.Equal(new Timecode(frame, rate, isDrop), Timecode.Parse(label, rate));
            compared++;
        }

        Assert.True(compared > 100);
    }

    [Fact]
    public void We_differ_from_OpenTimelineIO_exactly_where_we_mean_to()
    {
        using var document = Read("conformance/timecode/parse-opentimelineio.json");
        var refused = new HashSet<(string, string)>();

        foreach (var vector in document.RootElement.EnumerateArray())
        {
            var (label, rate) = (vector.GetProperty("timecode").GetString()!, vector.GetProperty("rate").GetString()!);
            var theirs = vector.GetProperty("opentimelineio");
            var read = Timecode.TryParse(label, FrameRate.Parse(rate), out var timecode, out var reason);

            if (theirs.GetProperty("ok").GetBoolean() && read)
            {
                Assert.Equal(theirs.GetProperty("frame").GetDouble(), timecode.Frame);
            }
            else if (theirs.GetProperty("ok").GetBoolean())
            {
                Assert.True(RefusedHere.TryGetValue((label, rate), out var words), $"'{label}' at {rate} is refused, but not in the list: {reason}");
                Assert.Contains(words, reason, StringComparison.Ordinal);
                refused.Add((label, rate));
            }
            else
            {
                Assert.False(read, $"'{label}' at {rate} is refused by the other library.");
            }
        }

        Assert.Equal(RefusedHere.Keys.ToHashSet(), refused);
    }

    [Fact]
    public void The_document_lists_the_same_differences()
    {
        var text = File.ReadAllText(Path.Join(Corpus.RepositoryRoot, "docs/formats/timecode.md"));

        var listed = DocumentedDifference().Matches(text).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).ToHashSet();

        Assert.Equal(RefusedHere.Keys.ToHashSet(), listed);
    }

    /// <summary>A row of the table: <c>| `label` | rate | what they do | what we do |</c>.</summary>
    [GeneratedRegex(@"^\| `([^`]+)` \| ([0-9.]+) \| frame [0-9]+ \| refused:", RegexOptions.Multiline)]
    private static partial Regex DocumentedDifference();

    private static JsonDocument Read(string path) => JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf(path)));
}
