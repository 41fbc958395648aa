using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Compare;
using Acetate.Library.Pulls;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Storage;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Tests.ConformPulls;

/// <summary>Which frames a conform check looks at, and what is written about them.</summary>
public sealed class ConformCheckTests
{
    private readonly ConformFixture library = new();

    [Fact]
    public void Head_middle_and_tail_are_the_frames_that_the_list_says()
    {
        library.Movie("A001C001");

        var one = Only("001  A001C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00");

        Assert.Equal([("head", "10:00:00:00", 240, "01:00:10:00"), ("middle", "10:00:01:23", 287, "01:00:11:23"), ("tail", "10:00:03:23", 335, "01:00:13:23")], Places(one));
        Assert.Equal(("R1   event 001", "check/R1_001.jpg"), (one.Label, one.Picture));
    }

    [Theory]
    [InlineData("048.0", "01:00:10:00 01:00:18:00", 240, 334, 430)]
    [InlineData("012.0", "01:00:10:00 01:00:12:00", 240, 263, 287)]
    [InlineData("-024.0", "01:00:10:00 01:00:14:00", 240, 193, 145)]
    [InlineData("000.0", "01:00:10:00 01:00:10:01", 240, 240, 240)]
    public void A_retimed_event_is_looked_at_at_its_speed_and_in_its_direction(string speed, string source, int head, int middle, int tail)
    {
        library.Movie("A001C001");

        var one = Only($"001  A001C001 V C {source} 10:00:00:00 10:00:04:00\nM2   A001C001 {speed} 01:00:10:00");

        Assert.Equal([head, middle, tail], one.Frames.Select(frame => frame.Frame));
    }

    [Fact]
    public void Frames_of_a_dissolve_are_not_looked_at()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");

        var events = Events("""
            001  A001C001 V C        01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00
            002  A001C001 V C        01:00:14:00 01:00:14:00 10:00:04:00 10:00:04:00
            002  A001C002 V D    024 01:00:05:00 01:00:09:00 10:00:04:00 10:00:08:00
            """);

        Assert.Equal(("10:00:05:00", 144L, "10:00:07:23", 215L), events[1].Frames is [var first, .., var last] ? (first.Record, first.Frame, last.Record, last.Frame) : default);
        Assert.Equal("10:00:03:23", events[0].Frames[^1].Record);
    }

    [Fact]
    public void An_event_of_one_frame_is_looked_at_once_and_events_of_one_number_have_pictures_of_their_own()
    {
        library.Movie("A001C001");

        var events = Events("""
            001  A001C001 V C 01:00:10:00 01:00:10:01 10:00:00:00 10:00:00:01
            001  A001C001 V C 01:00:20:00 01:00:24:00 10:00:00:01 10:00:04:01
            """);

        Assert.Equal("head", Assert.Single(events[0].Frames).Place);
        Assert.Equal(["check/R1_001.jpg", "check/R1_001_2.jpg"], events.Select(one => one.Picture));
    }

    [Fact]
    public void Clips_are_opened_once_a_step_and_long_cuts_are_compared_by_several()
    {
        library.Movie("A001C001");
        library.Movie("A001C002");
        var list = string.Join('\n', Enumerable.Range(0, 60).Select(i => $"{i + 1:000}  A001C00{1 + i % 2} V C 01:00:10:00 01:00:11:00 10:{i / 60:00}:{i % 60:00}:00 10:{(i + 1) / 60:00}:{(i + 1) % 60:00}:00"));

        var steps = Steps(list, "R1.mov");

        Assert.Equal(["check/0001", "check/0002", "check/0003", ConformCheck.ListStep], steps.Select(step => step.Name));
        Assert.Equal([24, 24, 12], steps.SkipLast(1).Select(step => Request(step).Clips.Sum(clip => clip.Events.Length)));
        Assert.All(steps.SkipLast(1), step => Assert.Equal(2, Request(step).Clips.Length));
        Assert.Equal(["check/0001", "check/0002", "check/0003"], steps[^1].Uses);
        Assert.Equal(JsonSerializer.Serialize(steps, StepJson.Options), JsonSerializer.Serialize(Steps(list, "R1.mov"), StepJson.Options));
        Assert.Empty(new Plan { Key = "k", Kind = "pull", Title = "t", Show = "AGM", Steps = steps }.Problems());
        var first = Request(steps[0]);
        Assert.Equal(("24", "10:00:00:00", "movies/R1.mov", "staging/pkg"), (first.Rate, first.Start, first.Reference.Key, first.TargetPrefix));
    }

    [Theory]
    [InlineData("R1.mov", "R1.mov")]
    [InlineData("programme.mov", "programme.mov")]
    [InlineData("R10_v3.mov,R1_v3.mov", "R1_v3.mov")]
    [InlineData("a.mov,b.mov", null)]
    public void A_reel_is_held_against_the_movie_of_its_name_or_the_only_one(string movies, string? chosen)
    {
        library.Movie("A001C001");

        var steps = Steps("001  A001C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00", movies.Split(','));

        Assert.Equal(chosen is null ? [] : [$"movies/{chosen}"], steps.Where(step => step.Function == ComparePictures.Name).Select(step => Request(step).Reference.Key));
    }

    [Theory]
    [InlineData("R1.mov", "R1.mov,", "Nothing of R10 was compared: no reference movie is named after it.")]
    [InlineData("R10.mov", ",R10.mov", "Nothing of R1 was compared: no reference movie is named after it.")]
    [InlineData("R1.mov,rest.mov", "R1.mov,rest.mov", "")]
    [InlineData("one.mov,two.mov", "one.mov,two.mov", "")]
    [InlineData("programme.mov", "programme.mov,programme.mov", "")]
    public void A_movie_that_is_named_after_one_cut_is_not_held_against_another(string movies, string chosen, string note)
    {
        library.Movie("A001C001");

        var steps = Steps(["001  A001C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00", "001  A001C001 V C 01:00:20:00 01:00:24:00 11:00:00:00 11:00:04:00"], movies.Split(','));

        var requests = steps.Where(step => step.Function == ComparePictures.Name).Select(Request).ToDictionary(request => request.Clips[0].Events[0].Label.Split(' ')[0]);
        Assert.Equal(chosen, string.Join(',', new[] { "R1", "R10" }.Select(reel => requests.TryGetValue(reel, out var request) ? Path.GetFileName(request.Reference.Key) : "")));
        Assert.Equal(note, string.Join(' ', steps[^1].Request.Deserialize<ListChecksRequest>(StepJson.Options)!.Notes));
        // A movie of the whole programme begins with the first reel.
        if (movies == "programme.mov") Assert.All(requests.Values, request => Assert.Equal("10:00:00:00", request.Start));
    }

    [Fact]
    public void Of_cuts_with_the_same_record_times_one_movie_can_show_one_alone_and_the_other_is_told()
    {
        library.Movie("A001C001");
        const string list = "001  A001C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00";

        var steps = Steps([list, list], "programme.mov");

        Assert.Equal(["check/0001", ConformCheck.ListStep], steps.Select(step => step.Name));
        Assert.Equal(["Nothing of R10 was compared: 'programme.mov' is the only reference movie, and R1 has the same record times. Hand in a movie for each cut, named after it."],
            steps[^1].Request.Deserialize<ListChecksRequest>(StepJson.Options)!.Notes);
    }

    [Fact]
    public void Without_a_movie_or_a_clip_nothing_is_compared()
    {
        library.Movie("A001C001");

        Assert.Empty(Steps("001  A001C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00"));
        Assert.Empty(Steps("001  B007C001 V C 01:00:10:00 01:00:14:00 10:00:00:00 10:00:04:00", "R1.mov"));
    }

    [Fact]
    public async Task What_was_found_is_listed_for_spreadsheets_and_for_eyes_the_doubtful_first()
    {
        using var folder = new TempFolder();
        var found = new ComparePicturesResult
        {
            Events =
            [
                new() { Event = "a", Verdict = PictureVerdict.Alike, Sentence = "Original and offline show the same.", Picture = "check/R1_001.jpg", Places = [new() { Place = "head", Record = "10:00:00:00", Frame = 1, Score = 0.987 }] },
                new() { Event = "b", Verdict = PictureVerdict.Doubtful, Slip = -2, Sentence = "2 frames <earlier>.", Picture = "check/R1 #2.jpg", Places = [new() { Place = "head", Record = "10:00:01:00", Frame = 1, Score = 0.9 }] },
                new() { Event = "c", Verdict = PictureVerdict.NotComparable, Sentence = "Black.", Places = [] },
            ],
            Warnings = ["The movie says 25."],
        };
        var request = new ListChecksRequest
        {
            Store = StoreUrl.ForFolder(folder.Path),
            Prefix = "pkg",
            Title = "AGM <1>",
            Events = [new("check/0001", "a", "R1", "001", "10:00:00:00", "A001C001"), new("check/0001", "b", "R1", "002", "10:00:01:00", "A001C002"), new("check/0001", "c", "R1", "003", "10:00:02:00", "A001C003")],
        };

        await ListChecks.RunAsync(request, new StepContext { Json = StepJson.Options, Outputs = ImmutableDictionary<string, JsonElement>.Empty.Add("check/0001", JsonSerializer.SerializeToElement(found, StepJson.Options)) }, CancellationToken.None);

        Assert.Equal(
            "reel,event,record in,clip,verdict,slip,least score,what was found,picture\r\n"
            + "R1,001,10:00:00:00,A001C001,alike,,0.99,Original and offline show the same.,check/R1_001.jpg\r\n"
            + "R1,002,10:00:01:00,A001C002,doubtful,'-2,0.90,2 frames <earlier>.,check/R1 #2.jpg\r\n"
            + "R1,003,10:00:02:00,A001C003,not compared,,,Black.,\r\n",
            File.ReadAllText(Path.Join(folder.Path, "pkg", "check", "check.csv")));
        var page = File.ReadAllText(Path.Join(folder.Path, "pkg", "check", "index.html"));
        Assert.Contains("<p>0 different, 1 doubtful, 1 not compared, 1 alike</p>", page, StringComparison.Ordinal);
        Assert.Contains("Conform check: AGM &lt;1&gt;", page, StringComparison.Ordinal);
        Assert.Contains("2 frames &lt;earlier&gt;.", page, StringComparison.Ordinal);
        Assert.Contains("src=\"R1%20%232.jpg\"", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("event 002", StringComparison.Ordinal) < page.IndexOf("event 001", StringComparison.Ordinal));
        Assert.Contains("<p>The movie says 25.</p>", page, StringComparison.Ordinal);
    }

    private ComparedEvent Only(string list) => Assert.Single(Events(list));

    private List<ComparedEvent> Events(string list) => [.. Steps(list, "R1.mov").Where(step => step.Function == ComparePictures.Name).SelectMany(step => Request(step).Clips).SelectMany(clip => clip.Events).OrderBy(one => one.Picture, StringComparer.Ordinal)];

    private static ComparePicturesRequest Request(Step step) => step.Request.Deserialize<ComparePicturesRequest>(StepJson.Options)!;

    private static (string Place, string Record, long Frame, string Source)[] Places(ComparedEvent one) => [.. one.Frames.Select(frame => (frame.Place, frame.Record, frame.Frame, frame.Source))];

    private ImmutableArray<Step> Steps(string list, params string[] movies) => Steps([list], movies);

    private ImmutableArray<Step> Steps(string[] lists, params string[] movies)
    {
        string[] names = ["R1", "R10"];
        var texts = lists.Select((list, i) => $"TITLE: {names[i]}\nFCM: NON-DROP FRAME\n{list}\n").ToList();
        var reels = texts.Select((text, i) => library.Reel(names[i], text)).ToArray();
        var order = new ConformPullOrder
        {
            Show = "AGM",
            Recipient = "finishing",
            Rate = "24",
            Reels = [.. texts.Skip(1).Select((text, i) => new PullDocument($"{names[i + 1]}.edl", Encoding.UTF8.GetBytes(text)))],
            References = [.. movies.Select(movie => new ConformReference(new("file:///editorial"), "movies", new(movie, 1000)))],
        };
        var package = new PullPackage
        {
            Pull = new() { Id = new(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), Show = "AGM", Kind = PullKind.Conform, Recipient = "finishing", Number = 1, CutName = "R1.edl", Cut = "", Settings = "", Plan = "", CreatedBy = "mara" },
            Cut = reels[0].Cut,
            CutBytes = [.. Encoding.UTF8.GetBytes(texts[0])],
            Clips = library.Clips,
            Target = new("file:///workspaces"),
            Prefix = "staging/pkg",
            Name = "AGM_finishing_001",
            At = DateTimeOffset.UnixEpoch,
            Author = new("Mara", "mara@example.org"),
        };
        return ConformCheck.StepsFor(package, order, library.Plan(null, reels));
    }
}
