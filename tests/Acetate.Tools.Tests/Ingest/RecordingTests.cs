using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Tools.Ingest.Recording;

namespace Acetate.Tools.Tests.Ingest;

public sealed class RecordingTests
{
    private static readonly ImmutableArray<DigestText> Right = [new("xxh128", "aa"), new("md5", "bb")];

    [Fact]
    public void Stored_bytes_are_held_against_what_was_read_from_the_card()
    {
        Assert.Equal(CopyFileState.Intact, Verify(HashVerdict.Hashed, Right, new FileDigest("xxh128", "aa")).State);
        var flipped = Verify(HashVerdict.Hashed, Right, new FileDigest("xxh128", "ab"));
        Assert.Equal(CopyFileState.Mismatch, flipped.State);
        Assert.Contains("xxh128 ab became aa", flipped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_can_be_held_against_nothing_do_not_count_as_right()
    {
        Assert.Equal(CopyFileState.Unreadable, Verify(HashVerdict.Hashed, Right).State);
        Assert.Equal(CopyFileState.Unreadable, Verify(HashVerdict.Hashed, Right, new FileDigest("sha1", "cc")).State);
    }

    [Fact]
    public void Two_readings_of_an_unproven_card_must_agree()
    {
        var first = new Dictionary<string, ImmutableArray<FileDigest>> { ["a.mov"] = [new FileDigest("xxh128", "00")] };

        var news = Assert.Single(FileResults.Of(Copy(CopyOutcome.Copied), first));

        Assert.Equal(CopyFileState.Mismatch, news.State);
        Assert.Empty(news.Digests);
        Assert.Equal(CopyFileState.Copied, Assert.Single(FileResults.Of(Copy(CopyOutcome.Copied), null)).State);
    }

    [Theory]
    [InlineData(CopyOutcome.Mismatch, CopyFileState.Mismatch)]
    [InlineData(CopyOutcome.SizeDiffers, CopyFileState.SizeDiffers)]
    [InlineData(CopyOutcome.Unreadable, CopyFileState.Unreadable)]
    [InlineData(CopyOutcome.Vanished, CopyFileState.Vanished)]
    [InlineData(CopyOutcome.Conflict, CopyFileState.Conflict)]
    [InlineData(CopyOutcome.Refused, CopyFileState.Unreadable)]
    public void What_a_bad_reading_gave_is_not_kept(CopyOutcome outcome, CopyFileState state)
    {
        var news = Assert.Single(FileResults.Of(Copy(outcome), null));

        Assert.Equal(state, news.State);
        Assert.Empty(news.Digests);
        Assert.True(FileResults.IsBad(news.State));
    }

    [Fact]
    public void Frames_that_a_proxy_could_not_show_are_problems_of_the_clip_until_it_is_made_whole()
    {
        var clip = new Clip { Id = Guid.CreateVersion7(), Roll = Guid.CreateVersion7(), Name = "A001C001", Problems = ["The clip is short."] };

        var lacking = ClipResults.Proxied(clip, new() { State = Steps.ProxyState.Made, Faults = ["Frame 3 is missing."] }, DateTimeOffset.UnixEpoch);

        Assert.Equal(["The clip is short.", "Proxy: Frame 3 is missing."], lacking.Problems);
        Assert.Equal(lacking.Problems, ClipResults.Proxied(lacking, new() { State = Steps.ProxyState.Made, Faults = ["Frame 3 is missing."] }, DateTimeOffset.UnixEpoch).Problems);
        Assert.Equal(["The clip is short."], ClipResults.Proxied(lacking, new() { State = Steps.ProxyState.Made }, DateTimeOffset.UnixEpoch).Problems);
    }

    [Fact]
    public void Clips_off_the_shows_specification_are_told_in_one_sentence_each()
    {
        var clip = new ClipInspection
        {
            Name = "A001",
            Kind = ClipKind.Single,
            Files = ["a.mov"],
            Image = new InspectedImage { Codec = "h264", Width = 1920, Height = 1080, Rate = "25/1" },
        };
        var asked = new ShowSpecification { Codecs = ["prores"], Sizes = ["3840x2160"], Rates = ["24000/1001"] };

        var problems = ClipResults.OffSpecification(clip, asked).ToList();

        Assert.Equal(
            ["The codec is h264; the show asks for prores.", "The picture is 1920x1080; the show asks for 3840x2160.", "The frame rate is 25; the show asks for 23.976."], problems);
        Assert.Empty(ClipResults.OffSpecification(clip, new ShowSpecification()));
        Assert.Empty(ClipResults.OffSpecification(clip, new ShowSpecification { Codecs = ["H264"], Sizes = ["1920X1080"], Rates = ["50/2"] }));
    }

    [Fact]
    public void A_format_card_is_keyed_by_letter_model_mode_codec_and_squeeze()
    {
        var clip = new ClipInspection
        {
            Name = "B007C001_260511_R2EC",
            Kind = ClipKind.Single,
            Files = [],
            Camera = new InspectedCamera { Make = "ARRI", Model = "ALEXA 35", SensorMode = "4.6K 3:2" },
            Image = new InspectedImage { Codec = "prores", Profile = "4444", Squeeze = "2/1" },
        };

        Assert.Equal(new("B", "ALEXA 35", "4.6K 3:2", "prores 4444", "2/1"), ClipResults.CardKey(clip));
        Assert.Null(ClipResults.CardKey(clip with { Camera = null }));
    }

    private static CopyFileNews Verify(HashVerdict verdict, ImmutableArray<DigestText> digests, params FileDigest[] known) => Assert.Single(FileResults.Of(
        new HashFilesResult([new HashedFile("a.mov", 10, null, verdict, digests, "")], 10), new Dictionary<string, ImmutableArray<FileDigest>> { ["a.mov"] = [.. known] }));

    private static CopyFilesResult Copy(CopyOutcome outcome) => new([new CopiedFile("a.mov", 10, outcome, Right, "")], 10, default);
}
