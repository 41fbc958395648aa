using System.IO.Compression;
using System.Text;
using Acetate.Otio;
using Acetate.Otio.Bundles;
using Acetate.Otio.Editing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>Timelines with their media in one archive or folder.</summary>
public sealed class BundleTests
{
    [Fact]
    public async Task A_bundle_holds_each_file_once_and_the_timeline_links_to_it()
    {
        using var folder = new TempFolder();
        var plan = BundlePlan.Of(Cut(folder.Path), new() { Folder = folder.Path });

        await plan.WriteArchiveAsync(Path.Join(folder.Path, "cut.otioz"));
        await plan.WriteFolderAsync(Path.Join(folder.Path, "cut.otiod"));

        using var archive = ZipFile.OpenRead(Path.Join(folder.Path, "cut.otioz"));
        Assert.Equal(["version.txt", "content.otio", "media/2_A001.mov", "media/A001.mov", "media/plate.0001.exr", "media/plate.0002.exr"], archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries.Where(entry => entry.FullName.StartsWith("media/", StringComparison.Ordinal)), entry => Assert.Equal(entry.Length, entry.CompressedLength));
        Assert.Equal(8 + 8 + 4 + 4, plan.Bytes);
        Assert.Contains("'media/2_A001.mov'", Assert.Single(plan.Problems).Message, StringComparison.Ordinal);
        foreach (var bundle in new[] { "cut.otioz", "cut.otiod" })
        {
            var document = OtioBundle.Read(Path.Join(folder.Path, bundle));
            Assert.Empty(document.Problems);
            Assert.Equal(["media/A001.mov", "media/A001.mov", "media/2_A001.mov", "media/plate.0001.exr"], Media(document.GetTimeline()));
        }

        Assert.Equal("other 01", await File.ReadAllTextAsync(Path.Join(folder.Path, "cut.otiod/media/2_A001.mov")));
    }

    [Fact]
    public async Task The_same_timeline_gives_the_same_archive()
    {
        using var folder = new TempFolder();
        var plan = BundlePlan.Of(Cut(folder.Path), new() { Folder = folder.Path });

        await plan.WriteArchiveAsync(Path.Join(folder.Path, "one.otioz"));
        await plan.WriteArchiveAsync(Path.Join(folder.Path, "two.otioz"));

        Assert.Equal(await File.ReadAllBytesAsync(Path.Join(folder.Path, "one.otioz")), await File.ReadAllBytesAsync(Path.Join(folder.Path, "two.otioz")));
    }

    [Fact]
    public async Task An_archive_is_extracted_whole_and_its_media_are_linked()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(Path.Join(folder.Path, "cut.otioz"), await ArchiveAsync(folder.Path));
        var target = Path.Join(folder.Path, "out");

        var document = await OtioBundle.ExtractAsync(Path.Join(folder.Path, "cut.otioz"), target);

        var linked = document.GetTimeline().LinkedTo(target);
        Assert.All(Media(linked), url => Assert.True(MediaUrl.TryGetPath(url, out var path) && File.Exists(path), url));
        Assert.Contains("exists", (await Assert.ThrowsAsync<OtioException>(() => OtioBundle.ExtractAsync(Path.Join(folder.Path, "cut.otioz"), target))).Message, StringComparison.Ordinal);
        Assert.Contains("exists", (await Assert.ThrowsAsync<OtioException>(() => BundlePlan.Of(Cut(folder.Path), new() { Folder = folder.Path }).WriteFolderAsync(target))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://host/a.mov", "names no file")]
    [InlineData("file://server/share/a.mov", "names no file")]
    [InlineData("gone.mov", "no such file")]
    [InlineData("/etc/hostname", "none of the folders")]
    [InlineData("../outside.mov", "none of the folders")]
    [InlineData("link.mov", "a link to a place")]
    public void Media_that_is_no_file_or_lies_elsewhere_is_refused_or_becomes_missing(string url, string reason)
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(Path.Join(folder.Path, "link.mov"), "/etc/hostname");
        var timeline = Of(new ExternalReference { Name = "m", TargetUrl = url, AvailableRange = new(0, 24, 24), Metadata = [new("kept", "yes")] });

        var refusal = Assert.Throws<OtioException>(() => BundlePlan.Of(timeline, new() { Folder = folder.Path }));
        var plan = BundlePlan.Of(timeline, new() { Folder = folder.Path, Media = BundleMedia.WhereFiles });

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(plan.Problems).Message, StringComparison.Ordinal);
        var missing = Assert.IsType<MissingReference>(Assert.Single(TimelineLayout.Of(plan.Timeline).Top.Clips()).Value is Clip clip ? clip.MediaReference : null);
        Assert.Equal((url, "yes", new TimeRange(0, 24, 24)), (missing.Metadata["original_target_url"]?.AsText, missing.Metadata["kept"]?.AsText, missing.AvailableRange));
        Assert.Empty(plan.Files);
    }

    [Fact]
    public void A_bundle_without_media_copies_none_and_remembers_where_they_were()
    {
        using var folder = new TempFolder();

        var plan = BundlePlan.Of(Cut(folder.Path), new() { Folder = folder.Path, Media = BundleMedia.None });

        Assert.Empty(plan.Files);
        Assert.Equal(4, TimelineLayout.Of(plan.Timeline).Top.Clips().Count(clip => ((Clip)clip.Value).MediaReference is MissingReference missing && missing.Metadata["original_target_url"] is not null));
    }

    [Fact]
    public void Media_of_another_folder_is_taken_when_that_folder_is_named()
    {
        using var folder = new TempFolder();
        using var raid = new TempFolder();
        File.WriteAllText(Path.Join(raid.Path, "a b#1.mov"), "x");
        var timeline = Of(new ExternalReference { TargetUrl = MediaUrl.Of(Path.Join(raid.Path, "a b#1.mov")) });

        var plan = BundlePlan.Of(timeline, new() { Folder = folder.Path, MediaFolders = [raid.Path] });

        Assert.Equal("media/a b_1.mov", Assert.Single(plan.Files).Name);
    }

    [Theory]
    [InlineData("media/../../evil.mov")]
    [InlineData("/etc/evil")]
    [InlineData("media\\..\\evil.mov")]
    [InlineData("C:/evil.mov")]
    [InlineData("media/a/./b.mov")]
    public async Task A_name_that_leads_out_of_the_folder_is_refused(string name)
    {
        using var folder = new TempFolder();
        var path = Zip(folder.Path, archive => Put(archive, name, "x"));

        Assert.Contains("not to be trusted", Assert.Throws<OtioException>(() => OtioBundle.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains("not to be trusted", (await Assert.ThrowsAsync<OtioException>(() => OtioBundle.ExtractAsync(path, Path.Join(folder.Path, "out")))).Message, StringComparison.Ordinal);
        Assert.Equal(["bad.otioz"], Directory.EnumerateFileSystemEntries(folder.Path).Select(found => Path.GetFileName(found)));
    }

    [Fact]
    public async Task Bombs_links_doubles_and_strangers_are_told()
    {
        using var folder = new TempFolder();
        var bomb = Zip(folder.Path, archive =>
        {
            using var stream = archive.CreateEntry("media/a.mov", CompressionLevel.Optimal).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 80; i++) stream.Write(zeros);
        });
        Assert.Contains("GiB, more than 100 times", (await Assert.ThrowsAsync<OtioException>(() => OtioBundle.ExtractAsync(bomb, Path.Join(folder.Path, "out")))).Message, StringComparison.Ordinal);
        var link = Zip(folder.Path, archive => archive.CreateEntry("media/l.mov").ExternalAttributes = unchecked((int)0xA1FF0000));
        Assert.Contains("a link", Assert.Throws<OtioException>(() => OtioBundle.Read(link)).Message, StringComparison.Ordinal);
        var doubled = Zip(folder.Path, archive =>
        {
            Put(archive, "media/a.mov", "1");
            Put(archive, "media/A.MOV", "2");
        });
        Assert.Contains("twice", Assert.Throws<OtioException>(() => OtioBundle.Read(doubled)).Message, StringComparison.Ordinal);
        var stranger = Zip(folder.Path, archive => Put(archive, "__MACOSX/x", "1"));
        Assert.Contains("does not belong", Assert.Single((await OtioBundle.ExtractAsync(stranger, Path.Join(folder.Path, "out"))).Problems).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(folder.Path, "out/__MACOSX")));
        await File.WriteAllTextAsync(Path.Join(folder.Path, "no.otioz"), "this is no archive at all, though it is long enough");
        Assert.Contains("no ZIP archive", Assert.Throws<OtioException>(() => OtioBundle.Read(Path.Join(folder.Path, "no.otioz"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Join(folder.Path, "empty"));
        Assert.Contains("no content.otio", Assert.Throws<OtioException>(() => OtioBundle.Read(Path.Join(folder.Path, "empty"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///raid/A%20001/x.mov", "/raid/A 001/x.mov")]
    [InlineData("file://localhost/raid/x.mov", "/raid/x.mov")]
    [InlineData("FILE:/raid/x.mov", "/raid/x.mov")]
    [InlineData("/raid/x.mov", "/raid/x.mov")]
    [InlineData("media/100%.mov", "media/100%.mov")]
    [InlineData("media/%C3%A9.mov", "media/é.mov")]
    [InlineData("https://host/x.mov", null)]
    [InlineData("file://host/x.mov", null)]
    [InlineData("media/%00.mov", null)]
    [InlineData("", null)]
    public void A_URL_names_a_path(string url, string? path)
    {
        Assert.Equal(path is not null, MediaUrl.TryGetPath(url, out var found));
        Assert.Equal(path, found);
        if (found is not null && found.StartsWith('/')) Assert.True(MediaUrl.TryGetPath(MediaUrl.Of(found), out var again) && again == found);
    }

    /// <summary>An archive as bytes, with its sources beside it.</summary>
    internal static async Task<byte[]> ArchiveAsync(string folder)
    {
        var path = Path.Join(folder, "made.otioz");
        await BundlePlan.Of(Cut(folder), new() { Folder = folder }).WriteArchiveAsync(path);
        var bytes = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        return bytes;
    }

    private static Timeline Cut(string folder)
    {
        foreach (var (name, text) in new[] { ("day1/A001.mov", "camera 1"), ("day2/A001.mov", "other 01"), ("day2/plate.0001.exr", "exr1"), ("day2/plate.0002.exr", "exr2") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(folder, name))!);
            File.WriteAllText(Path.Join(folder, name), text);
        }

        return Of(
            new ExternalReference { TargetUrl = "day1/A001.mov" },
            new ExternalReference { TargetUrl = MediaUrl.Of(Path.Join(folder, "day1/A001.mov")) },
            new ExternalReference { TargetUrl = "day2/A001.mov" },
            new ImageSequenceReference { TargetUrlBase = "day2", NamePrefix = "plate.", NameSuffix = ".exr", StartFrame = 1, Rate = 24, FrameZeroPadding = 4, AvailableRange = new(0, 2, 24) });
    }

    private static Timeline Of(params MediaReference[] media) => new()
    {
        Tracks = new() { Children = [new Track { Children = [.. media.Select(one => SampleTimeline.Clip("c", 0, 24).WithMedia(one))] }] },
    };

    private static IEnumerable<string> Media(Timeline timeline) => TimelineLayout.Of(timeline).Top.Clips().Select(clip => ((Clip)clip.Value).MediaReference switch
    {
        ExternalReference external => external.TargetUrl,
        ImageSequenceReference images => images.UrlOf(0),
        _ => "",
    });

    private static string Zip(string folder, Action<ZipArchive> more)
    {
        var path = Path.Join(folder, "bad.otioz");
        File.Delete(path);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Put(archive, "content.otio", OtioWriter.ToText(SampleTimeline.Timeline));
        more(archive);
        return path;
    }

    private static void Put(ZipArchive archive, string name, string text)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
