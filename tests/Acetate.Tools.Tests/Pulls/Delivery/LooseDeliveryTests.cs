using Acetate.Media.Formats.Exr.Writing;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.Tests.Pulls.Packages;

namespace Acetate.Tools.Tests.Pulls.Delivery;

/// <summary>Folders that no package describes, and packages of originals.</summary>
public sealed class LooseDeliveryTests : IDisposable
{
    private readonly DeliveredSample sample = new();

    public void Dispose() => sample.Dispose();

    [Fact]
    public async Task Without_a_package_json_frames_are_held_against_their_neighbours()
    {
        File.Delete(sample.At(PackageJson.FileName));
        File.Delete(sample.At(DeliveredSample.FrameAt(994)));
        sample.Write(DeliveredSample.FrameAt(996), DeliveredSample.Frame(sample.Plate, 3, frame => frame with { DataWindow = PixelWindow.Of(32, 18) }));
        await sample.SealAsync();

        var report = await sample.CheckAsync();

        Assert.Null(report.Package);
        Assert.Equal([("film_010_PL01_v001.####.exr", 993L, 996L, 3L), ("film_020_PL01_v001.####.exr", 1001L, 1002L, 2L)], report.Plates.Select(plate => (plate.Name, plate.FirstNumber, plate.LastNumber, plate.Frames)));
        Assert.Equal([("frame-missing", DeliveredSample.FrameAt(994)), ("size", DeliveredSample.FrameAt(996))], report.Problems.Select(problem => (problem.Code, problem.Path)));
    }

    [Fact]
    public async Task Without_a_package_json_frames_that_come_from_an_earlier_version_are_no_strangers()
    {
        File.Delete(sample.At(PackageJson.FileName));
        sample.Write(DeliveredSample.FrameAt(995), DeliveredSample.Frame(sample.Plate, 2, frame => frame with { Attributes = [ExrAttribute.Text("acetate.pull", "film_north_0001")] }));
        await sample.SealAsync();

        Assert.Empty((await sample.CheckAsync()).Problems.Where(problem => problem.Severity == DeliverySeverity.Error));
    }

    [Fact]
    public async Task Without_a_package_json_a_swapped_frame_is_known_by_the_timecode_of_its_neighbours()
    {
        File.Delete(sample.At(PackageJson.FileName));
        sample.Write(DeliveredSample.FrameAt(995), DeliveredSample.Frame(sample.Plate, 1));
        await sample.SealAsync();

        var problem = Assert.Single((await sample.CheckAsync()).Problems);

        Assert.Equal(("timecode", DeliveredSample.FrameAt(995)), (problem.Code, problem.Path));
    }

    [Fact]
    public void Numbers_that_are_padded_otherwise_are_told_and_numbers_without_padding_are_none()
    {
        using var temp = new TempFolder();
        foreach (var name in new[] { "a/x.0999.exr", "a/x.1000.exr", "a/x.01001.exr", "b/y9.exr", "b/y10.exr", "c/20260511183000123456789.exr", "c/still.exr" }) temp.Write(name, DeliveredSample.Frame(sample.Plate, 0, frame => frame with { Timecode = null }));
        var findings = new DeliveryFindings();
        var files = new DeliveredFiles(Acetate.Mhl.Disk.FolderScan.Run(temp.Path, TestContext.Current.CancellationToken));

        var found = FoundSequences.Of(files, findings, new HashSet<string>());

        Assert.Equal(["a/x.####.exr 999-1000", "b/y#.exr 9-10", "c/20260511183############.exr 123456789-123456789"], found.Select(one => $"{one.Pattern} {one.First}-{one.Last}"));
        Assert.Equal("a/x.01001.exr", Assert.Single(findings.ToImmutable()).Path);
    }

    [Fact]
    public async Task An_empty_folder_is_no_package_and_says_that_nothing_was_there_to_check()
    {
        using var temp = new TempFolder();

        var report = await new DeliveryCheck(TimeProvider.System).RunAsync(await Acetate.Mhl.Disk.MhlFolder.OpenAsync(temp.Path, TestContext.Current.CancellationToken), new(), null, TestContext.Current.CancellationToken);

        Assert.Equal([("nothing", DeliverySeverity.Error), ("not-sealed", DeliverySeverity.Warning)], report.Problems.Select(problem => (problem.Code, problem.Severity)));
        Assert.Equal((false, true), (report.IsFine, report.IsAnotherMeant));
    }

    [Fact]
    public async Task The_folder_above_packages_says_that_each_is_checked_by_itself()
    {
        await sample.SealAsync();
        var above = Path.GetDirectoryName(sample.Folder)!;

        var report = await new DeliveryCheck(TimeProvider.System).RunAsync(await Acetate.Mhl.Disk.MhlFolder.OpenAsync(above, TestContext.Current.CancellationToken), new(), null, TestContext.Current.CancellationToken);

        Assert.Equal("film_north_0002", Assert.Single(report.Problems, problem => problem.Code == "package-below").Path);
        Assert.Equal((false, true), (report.IsFine, report.IsAnotherMeant));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("gone", "missing", "media/A002R2EC/A002C006.0000103.exr")]
    [InlineData("length", "length", "media/A002R2EC/A002C006.0000100.exr")]
    [InlineData("frames", "clip-length", "media/A002R2EC/A002C006.0000100.exr")]
    [InlineData("timecode", "clip-timecode", "media/A002R2EC/A002C006.0000100.exr")]
    [InlineData("size", "clip-size", "media/A002R2EC/A002C006.0000100.exr")]
    [InlineData("cut", "clip", "media/A002R2EC/A002C006.0000102.exr")]
    public async Task Originals_of_a_conform_are_as_long_and_begin_where_the_package_says(string defect, string code, string path)
    {
        Directory.Delete(sample.At("plates"), recursive: true);
        var source = sample.Plate.Source;
        var files = Enumerable.Range(0, 4).Select(i => $"media/A002R2EC/A002C006.{100 + i:0000000}.exr").ToList();
        for (var i = 0; i < files.Count; i++) sample.Write(files[i], DeliveredSample.Frame(sample.Plate, i));
        var clip = new PackageClip
        {
            Source = defect == "timecode" ? source with { TimecodeIn = "14:03:22:11" } : source,
            Files = [.. files.Select(file => new PackageFile { Path = file, Length = new FileInfo(sample.At(file)).Length + (defect == "length" && file == files[0] ? 1 : 0) })],
            Treatment = PackageTreatment.Trimmed,
            Range = new(100, 104, 101, 104),
            Frames = defect == "frames" ? 5 : 4,
            Width = defect == "size" ? 32 : 64,
            Height = 36,
        };
        sample.Put(SamplePackages.Conform(clip) with { Cut = sample.Manifest.Cut });
        if (defect == "gone") File.Delete(sample.At(files[3]));
        if (defect == "cut") sample.Write(files[2], DeliveredSample.Frame(sample.Plate, 2).AsSpan(0, 1800));
        await sample.SealAsync();

        var report = await sample.CheckAsync();

        Assert.Equal("A002C006_260511_R2EC", Assert.Single(report.Clips).Name);
        if (code.Length == 0) Assert.Empty(report.Problems);
        else Assert.Contains(report.Problems, problem => problem.Code == code && problem.Path == path);
        Assert.Equal(defect == "gone" ? null : 4, report.Clips[0].Frames);
    }

    [Fact]
    public void Problems_of_a_package_without_end_are_counted_and_not_kept()
    {
        var findings = new DeliveryFindings();
        for (var i = 0; i < DeliveryFindings.Most + 5; i++) findings.Error("x", $"{i}", "", "");

        Assert.Equal((DeliveryFindings.Most, 5L), (findings.ToImmutable().Length, findings.More));
    }
}
