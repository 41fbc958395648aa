using Acetate.Otio;
using Acetate.Otio.Bundles;
using Acetate.Otio.Editing;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>Valid timelines and bundles, damaged in thousands of ways: they are read or refused with a sentence, and what is read can be used.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class DamagedTimelineTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "0", "-1", "1e9", "1e308", "5e-324", "NaN", "Infinity", "-Inf", "0.1", "99999999999999999999", "\0", "\uFFFD",
        "\"Clip.1\"", "\"Clip.2\"", "\"Gap.1\"", "\"Track.1\"", "\"Marker.1\"", "\"Foo.7\"", "\"value\": 0,", "\"rate\": 0,", "\"rate\": -1,", "\"OTIO_SCHEMA\": \"RationalTime.1\",", "\"name\": \"x\",", "{},", "[],",
    ];

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 8).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_timeline_is_read_or_refused_and_nothing_else(ulong seed)
    {
        var damage = new Damage(seed, Pieces);
        var valid = OtioWriter.ToBytes(SampleTimeline.Timeline, new() { Indentation = (int)(seed % 3) });
        var (usable, refused) = (0, 0);
        for (var i = 0; i < Fuzzing.Rounds(600); i++)
        {
            var bytes = seed % 2 == 0 ? OtherNumbers(valid, damage) : damage.Of(valid);
            OtioDocument document;
            try
            {
                document = OtioReader.Read(bytes);
            }
            catch (OtioException refusal)
            {
                Assert.True(refusal.Problem is { Line: > 0, Path.Length: > 0, Message.Length: > 20 }, refusal.Message);
                refused++;
                continue;
            }

            usable++;
            var once = OtioWriter.ToBytes(document.Root);
            Assert.Equal(once, OtioWriter.ToBytes(OtioReader.Read(once).Root));
            foreach (var timeline in document.Timelines) Use(timeline);
        }

        Assert.True(usable > (seed % 2 == 0 ? 100 : 3) && (refused > 20 || seed % 2 == 0), $"{usable} usable and {refused} refused timelines prove little.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_damaged_archive_is_read_or_refused_and_nothing_else(ulong seed)
    {
        using var folder = new TempFolder();
        var valid = await BundleTests.ArchiveAsync(folder.Path);
        var damage = new Damage(seed, "PK", "../", "media/", "\0");
        var refused = 0;
        for (var i = 0; i < Fuzzing.Rounds(80); i++)
        {
            var path = Path.Join(folder.Path, "damaged.otioz");
            await File.WriteAllBytesAsync(path, damage.Of(valid));
            try
            {
                OtioBundle.Read(path);
                await OtioBundle.ExtractAsync(path, Path.Join(folder.Path, $"out{i}"));
            }
            catch (OtioException refusal)
            {
                Assert.NotEmpty(refusal.Problem.Message);
                Assert.False(Path.Exists(Path.Join(folder.Path, $"out{i}")));
                refused++;
            }

            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, "*.partial"));
        }

        Assert.True(refused > 15, $"{refused} refused archives prove little.");
    }

    /// <summary>Another digit is still JSON: most of what is read is changed this way.</summary>
    private static byte[] OtherNumbers(byte[] valid, Damage damage)
    {
        var bytes = (byte[])valid.Clone();
        for (var hits = 1 + damage.Next(4); hits > 0; hits--)
        {
            var at = damage.Next(bytes.Length);
            while (!char.IsAsciiDigit((char)bytes[at]) || bytes[at - 1] is (byte)'0' or (byte)'.' or (byte)'"') at = (at + 1) % bytes.Length;
            bytes[at] = (byte)('0' + damage.Next(10));
        }

        return bytes;
    }

    private static void Use(Timeline timeline)
    {
        var layout = TimelineLayout.Of(timeline);
        foreach (var placed in layout.Top.Descendants())
        {
            Assert.StartsWith("/tracks/children/", placed.Path, StringComparison.Ordinal);
            if (placed.RangeInTop() is not { } range) continue;
            range.TryGetFrames(FrameRate.Fps24, FrameEdges.Outward, out _);
            range.TryGetFrames(out _);
            layout.Top.ChildAt(range.StartTime);
            layout.Top.Transform(range, placed);
            if ((placed.Value as Clip)?.MediaReference is ImageSequenceReference { ImageCount: > 0 } images) Assert.NotEmpty(images.UrlOf(images.ImageCount - 1) + images.EndFrame);
        }

        try
        {
            OtioWriter.ToBytes(timeline.Tracks.Flatten());
            OtioWriter.ToBytes(timeline.TrimTo(new(10, 100, 24)), new() { Release = OtioRelease.V014 });
        }
        catch (OtioException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }
}
