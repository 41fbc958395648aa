using System.Text;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Timing;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Tests.Pulls.Delivery;

/// <summary>One defect at a time in a package that is otherwise right.</summary>
public sealed class DeliveryCheckTests : IDisposable
{
    private readonly DeliveredSample sample = new();

    public void Dispose() => sample.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_package_as_it_was_made_is_fine(bool deep)
    {
        await sample.SealAsync();

        var report = await sample.CheckAsync(new() { Deep = deep });

        Assert.Empty(report.Problems);
        Assert.True(report.IsFine);
        Assert.Equal(("vfx", "film_north_0002", 2), (report.Package!.Kind, report.Package.Name, report.Package.Number));
        Assert.Equal([("film_010 PL01 v001", 4L, 0), ("film_020 PL01 v001", 2L, 0)], report.Plates.Select(plate => (plate.Name, plate.Frames, plate.Problems)));
        Assert.Equal((1, true, report.Files, 0L), (report.Seal!.Generations, report.Seal.IsTrusted, report.Seal.Intact, report.Seal.Faults));
    }

    [Fact]
    public async Task A_frame_that_is_gone_is_told_once()
    {
        var report = await sample.SpoiltAfterSealingAsync(it => File.Delete(it.At(DeliveredSample.FrameAt(994))));

        var problem = Assert.Single(report.Problems);
        Assert.Equal(("frame-missing", DeliveredSample.FrameAt(994)), (problem.Code, problem.Path));
        Assert.Equal("Frame 994 of film_010 PL01 v001 is not there.", problem.Message);
        Assert.Equal(1, report.Plates[0].Problems);
    }

    [Fact]
    public async Task A_gap_is_one_problem_however_long()
    {
        var report = await sample.SpoiltAfterSealingAsync(it =>
        {
            foreach (var number in new[] { 994, 995 }) File.Delete(it.At(DeliveredSample.FrameAt(number)));
        });

        Assert.Equal("The 2 frames 994 to 995 of film_010 PL01 v001 are not there.", Assert.Single(report.Problems).Message);
    }

    [Fact]
    public async Task A_frame_too_many_is_told_once_and_says_of_which_plate()
    {
        var report = await sample.SpoiltAfterSealingAsync(it => it.Write(DeliveredSample.FrameAt(997), DeliveredSample.Frame(it.Plate, 4)));

        var problem = Assert.Single(report.Problems);
        Assert.Equal(("frame-extra", DeliveredSample.FrameAt(997)), (problem.Code, problem.Path));
        Assert.Contains("none of the frames 993 to 996 of film_010 PL01 v001", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_in_each_others_place_are_known_by_their_timecode()
    {
        var report = await sample.SpoiltBeforeSealingAsync(it =>
        {
            it.Write(DeliveredSample.FrameAt(994), DeliveredSample.Frame(it.Plate, 2));
            it.Write(DeliveredSample.FrameAt(995), DeliveredSample.Frame(it.Plate, 1));
        });

        var problem = Assert.Single(report.Problems);
        Assert.Equal(("timecode", DeliveredSample.FrameAt(994)), (problem.Code, problem.Path));
        Assert.Equal("It carries the timecode 14:03:22:12, and 14:03:22:11 belongs there. The same is wrong with 1 more: frames 994-995.", problem.Message);
    }

    [Fact]
    public async Task Files_that_were_cut_off_emptied_or_never_filled_are_found()
    {
        var whole = DeliveredSample.Frame(sample.Plate, 0).Length;
        var report = await sample.SpoiltBeforeSealingAsync(it =>
        {
            it.Write(DeliveredSample.FrameAt(993), DeliveredSample.Frame(it.Plate, 0).AsSpan(0, whole - 5));
            it.Write(DeliveredSample.FrameAt(994), DeliveredSample.Frame(it.Plate, 1).AsSpan(0, 600));
            it.Write(DeliveredSample.FrameAt(995), []);
            it.Write(DeliveredSample.FrameAt(996), new byte[5000]);
        });

        Assert.Equal(
            [("frame-cut", 993), ("frame-unreadable", 994), ("frame-empty", 995), ("frame-zeros", 996)],
            report.Problems.Where(problem => problem.Code.StartsWith("frame", StringComparison.Ordinal)).Select(problem => (problem.Code, int.Parse(problem.Path[^8..^4]))));
        Assert.Contains("lacks 5 bytes", report.Problems[0].Message, StringComparison.Ordinal);
        Assert.All(report.Problems, problem => Assert.Equal(DeliverySeverity.Error, problem.Severity));
    }

    [Fact]
    public async Task A_file_that_ends_after_each_byte_is_found_each_time()
    {
        var whole = DeliveredSample.Frame(sample.Plate, 0);
        var missed = new List<int>();
        for (var length = 0; length < whole.Length; length += length < 2500 ? 37 : 401)
        {
            sample.Write(DeliveredSample.FrameAt(993), whole.AsSpan(0, length));
            if ((await sample.CheckAsync(new() { Hashes = false })).Problems.All(problem => problem.Path != DeliveredSample.FrameAt(993))) missed.Add(length);
        }

        Assert.Empty(missed);
    }

    [Theory]
    [InlineData("size", "It has 32×36 pixels, and the plate has 64×36.")]
    [InlineData("channels", "Its channel B is of float, and the plate is of half.")]
    [InlineData("compression", "It is compressed by zip, and the plate by zips.")]
    [InlineData("colour", "It says that its numbers are ACEScg, and the plate is ACES2065-1.")]
    [InlineData("reel", "It says that it is of reel 'B001R1AA', and the plate is of 'A002R2EC'.")]
    [InlineData("pull", "It says that it was made for the pull 'film_south_0009', and this is 'film_north_0002'.")]
    [InlineData("timecode", "It carries no timecode, and 14:03:22:10 belongs there.")]
    [InlineData("rate", "It says 25 frames per second, and the plate has 24.")]
    [InlineData("windows", "Its pixels lie at 64×36+0+0 of a display window at 64×36+0+0; those of the first frame at 60×36+2+0 of 64×36+0+0.")]
    public async Task What_a_header_says_is_held_against_what_the_package_says(string code, string message)
    {
        var report = await sample.SpoiltBeforeSealingAsync(it => it.Write(DeliveredSample.FrameAt(993), DeliveredSample.Frame(it.Plate, 0, frame => code switch
        {
            "size" => frame with { DataWindow = PixelWindow.Of(32, 36) },
            "colour" => frame with { Colour = PictureColour.Of(Acetate.Imaging.Colour.Encodings.KnownEncodings.AcesCg) },
            "reel" => frame with { Reel = "B001R1AA" },
            "pull" => frame with { Attributes = [ExrAttribute.Text("acetate.pull", "film_south_0009")] },
            "timecode" => frame with { Timecode = null },
            "rate" => frame with { Rate = FrameRate.Fps25 },
            "windows" => frame with { DataWindow = new(2, 0, 62, 36), DisplayWindow = PixelWindow.Of(64, 36) },
            _ => frame,
        }, code switch
        {
            "channels" => new() { Pixel = ExrPixel.Bits32 },
            "compression" => new() { Compression = ExrCompression.Zip },
            _ => new(),
        })));

        var problem = report.Problems.First(one => one.Code == code);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(code is "compression" or "windows" ? DeliverySeverity.Warning : DeliverySeverity.Error, problem.Severity);
        Assert.Single(report.Problems);
    }

    [Fact]
    public async Task Primaries_that_are_not_those_of_the_encoding_are_found_though_no_name_says_them()
    {
        var cg = DeliveredSample.Frame(sample.Plate, 0, frame => frame with { Colour = new("ACES2065-1", Acetate.Imaging.Colour.Gamuts.KnownGamuts.Ap1, PictureTransfer.Linear) });

        var report = await sample.SpoiltBeforeSealingAsync(it => it.Write(DeliveredSample.FrameAt(993), cg));

        Assert.Contains("which are not those of ACES2065-1", Assert.Single(report.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Black_frames_and_numbers_without_end_are_found_when_frames_are_decoded()
    {
        var bytes = DeliveredSample.Frame(sample.Plate, 1, settings: new() { Compression = ExrCompression.None });
        bytes[^2..].AsSpan().Clear();
        (bytes[^1], bytes[^2]) = (0x7c, 0);
        sample.Write(DeliveredSample.FrameAt(994), bytes);
        using (var file = new MemoryStream())
        {
            var plate = sample.Plate;
            using (var writer = FrameFiles.Create(file, new FrameFileSettings.Exr(), new() { DataWindow = PixelWindow.Of(64, 36), Colour = PictureColour.Aces, Timecode = Timecode.Parse(plate.Source.TimecodeIn!, FrameRate.Fps24), Rate = FrameRate.Fps24, Reel = plate.Source.Reel, Attributes = [ExrAttribute.Text("acetate.pull", "film_north_0002")] }))
            {
                for (var y = 0; y < 36; y++) writer.Row(new float[64], new float[64], new float[64]);
                writer.Complete();
            }

            sample.Write(DeliveredSample.FrameAt(993), file.ToArray());
        }

        await sample.SealAsync();

        var deep = await sample.CheckAsync(new() { Deep = true });
        Assert.Equal([("frame-black", DeliveredSample.FrameAt(993)), ("frame-not-finite", DeliveredSample.FrameAt(994))], deep.Problems.Where(problem => problem.Code != "compression").Select(problem => (problem.Code, problem.Path)));
        Assert.All((await sample.CheckAsync()).Problems, problem => Assert.Equal("compression", problem.Code));
    }

    [Fact]
    public async Task Damage_within_a_frame_is_found_by_its_hash_or_by_decoding_it()
    {
        await sample.SealAsync();
        var bytes = await File.ReadAllBytesAsync(sample.At(DeliveredSample.FrameAt(995)), TestContext.Current.CancellationToken);
        // So many bytes hold the beginning of at least one line.
        bytes.AsSpan(bytes.Length / 2, 400).Clear();
        sample.Write(DeliveredSample.FrameAt(995), bytes);

        Assert.Equal(("mismatch", DeliveredSample.FrameAt(995)), Only(await sample.CheckAsync()));
        Assert.Empty((await sample.CheckAsync(new() { Hashes = false })).Problems);
        Assert.Equal(("frame-cut", DeliveredSample.FrameAt(995)), Only(await sample.CheckAsync(new() { Hashes = false, Deep = true })));
    }

    [Theory]
    [InlineData("film_010_PL01_v001.0994.EXR")]
    [InlineData("FILM_010_PL01_v001.0994.exr")]
    public async Task A_frame_of_another_name_is_told_with_the_name_it_should_have(string name)
    {
        var report = await sample.SpoiltAfterSealingAsync(it => File.Move(it.At(DeliveredSample.FrameAt(994)), it.At($"plates/film_010_PL01_v001/{name}")));

        var problem = report.Problems.First(one => one.Code == "frame-name");
        Assert.Equal($"plates/film_010_PL01_v001/{name}", problem.Path);
        Assert.Equal("It would be a frame of film_010 PL01 v001 if it were named 'film_010_PL01_v001.0994.exr'.", problem.Message);
        Assert.DoesNotContain(report.Problems, one => one.Code is "frame-missing" or "missing" or "unlisted" or "frame-extra");
    }

    [Fact]
    public async Task A_frame_with_other_digits_is_none_of_the_plate()
    {
        var report = await sample.SpoiltBeforeSealingAsync(it => File.Move(it.At(DeliveredSample.FrameAt(994)), it.At($"{DeliveredSample.Frames}00994.exr")));

        Assert.Equal([("frame-missing", DeliveredSample.FrameAt(994)), ("frame-extra", $"{DeliveredSample.Frames}00994.exr")], report.Problems.Select(one => (one.Code, one.Path)));
    }

    [Theory]
    [InlineData("plates/film_010_PL01_v001/FILM_010_PL01_V001.0994.exr")]
    [InlineData("readme.TXT")]
    [InlineData("PLATES/film.txt")]
    public async Task Names_that_differ_in_case_alone_are_found(string path)
    {
        var report = await sample.SpoiltBeforeSealingAsync(it => it.Write(path, "x"u8));

        Assert.Contains(report.Problems, problem => problem.Code == "name-twins");
    }

    [Fact]
    public async Task Accents_in_two_forms_are_twins_and_one_form_alone_is_a_warning()
    {
        var one = await sample.SpoiltBeforeSealingAsync(it => it.Write("documents/note\u0301.txt", "x"u8));
        Assert.Equal(("name-decomposed", DeliverySeverity.Warning), (Assert.Single(one.Problems).Code, one.Problems[0].Severity));

        sample.Write("documents/not\u00e9.txt", "x"u8);
        Assert.Contains((await sample.CheckAsync()).Problems, problem => problem.Code == "name-twins");
    }

    [Theory]
    [InlineData(997, 996, "It is for the frames 997 to 996")]
    [InlineData(993, 999, "It is for the frames 993 to 999, and film_010 PL01 v001 has 993 to 996.")]
    public async Task An_AMF_for_other_frames_is_found(long first, long last, string message)
    {
        var report = await sample.SpoiltBeforeSealingAsync(it => it.Write(it.Plate.Amf!, DeliveredSample.Amf("film_010_PL01_v001.####.exr", first, last)));

        Assert.Contains(report.Problems, problem => problem.Code.StartsWith("amf", StringComparison.Ordinal) && problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documents_that_cannot_be_used_are_told_with_their_place()
    {
        var report = await sample.SpoiltBeforeSealingAsync(it =>
        {
            it.Write(it.Plate.Amf!, "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<aces:acesMetadataFile xmlns:aces=\"urn:ampas:aces:amf:v2.0\">&x;</aces:acesMetadataFile>"u8);
            it.Write(it.Plate.Fdl!, "{\"uuid\": 7"u8);
            it.Write(it.Plate.Cdl!, "<ColorCorrection><SOPNode><Slope>1 1</Slope></SOPNode></ColorCorrection>"u8);
            it.Write(it.Plate.Lut!, "LUT_3D_SIZE 100000\n"u8);
            it.Write(it.Manifest.Cut.Path, "another"u8);
        });

        Assert.Equal(["amf", "cdl", "cut-changed", "fdl", "lut"], report.Problems.Select(problem => problem.Code).Distinct().Order());
        Assert.DoesNotContain(report.Problems, problem => problem.Message.Contains("root:", StringComparison.Ordinal));
        Assert.Equal(2, report.Plates.Length);
    }

    [Fact]
    public async Task An_AMF_that_names_a_file_which_is_not_beside_it_is_found()
    {
        var amf = Encoding.UTF8.GetString(DeliveredSample.Amf("film_010_PL01_v001.####.exr", 993, 996)).Replace("</aces:pipelineInfo>", "</aces:pipelineInfo><aces:lookTransform applied=\"false\"><aces:file>look.clf</aces:file></aces:lookTransform>", StringComparison.Ordinal);

        var report = await sample.SpoiltBeforeSealingAsync(it => it.Write(it.Plate.Amf!, Encoding.UTF8.GetBytes(amf)));

        Assert.Contains(report.Problems, problem => problem.Code == "amf" && problem.Message.Contains("look.clf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_are_named_and_gone_and_files_that_nobody_sealed_are_found()
    {
        var report = await sample.SpoiltAfterSealingAsync(it =>
        {
            foreach (var path in new[] { it.Plate.Note!, it.Plate.Amf!, "README.txt", it.Manifest.Cut.Otio! }) File.Delete(it.At(path));
            it.Write("virus.scr", "x"u8);
        });

        Assert.Equal(
            [("missing", "README.txt"), ("missing", sample.Manifest.Cut.Otio!), ("missing", sample.Plate.Amf!), ("missing", sample.Plate.Note!), ("unlisted", "virus.scr")],
            report.Problems.Select(problem => (problem.Code, problem.Path)).Order());
    }

    [Fact]
    public async Task Links_are_not_followed_out_of_the_package()
    {
        var secret = Path.Join(Path.GetDirectoryName(sample.Folder), "secret.exr");
        await File.WriteAllBytesAsync(secret, DeliveredSample.Frame(sample.Plate, 0), TestContext.Current.CancellationToken);
        var report = await sample.SpoiltBeforeSealingAsync(it =>
        {
            File.Delete(it.At(DeliveredSample.FrameAt(993)));
            File.CreateSymbolicLink(it.At(DeliveredSample.FrameAt(993)), secret);
            Directory.CreateSymbolicLink(it.At("thumbnails/etc"), "/etc");
        });

        Assert.Equal([("frame-missing", DeliveredSample.FrameAt(993)), ("link", DeliveredSample.FrameAt(993)), ("link", "thumbnails/etc")], report.Problems.Select(problem => (problem.Code, problem.Path)).Order());
    }

    [Fact]
    public async Task A_package_without_hash_lists_and_one_whose_lists_were_changed_prove_nothing()
    {
        Assert.Equal(("not-sealed", "ascmhl"), Only(await sample.CheckAsync()));

        await sample.SealAsync();
        var list = Assert.Single(Directory.GetFiles(sample.At("ascmhl"), "*.mhl"));
        await File.AppendAllTextAsync(list, " ", TestContext.Current.CancellationToken);
        var report = await sample.CheckAsync();

        Assert.Equal(("seal-broken", "ascmhl"), Only(report));
        Assert.False(report.Seal!.IsTrusted);
    }

    [Fact]
    public async Task A_package_json_that_is_none_leaves_the_rest_to_be_checked()
    {
        var report = await sample.SpoiltBeforeSealingAsync(it =>
        {
            it.Write(PackageJson.FileName, "{\"version\": 1"u8);
            File.Delete(it.At(DeliveredSample.FrameAt(994)));
        });

        Assert.Null(report.Package);
        Assert.Equal(["package", "frame-missing"], report.Problems.Select(problem => problem.Code));
        Assert.Equal(("package.json", 2), (report.Problems[0].Path, report.Plates.Length));
    }

    [Fact]
    public async Task A_plate_that_leads_out_of_the_package_is_refused_and_the_others_are_checked()
    {
        var report = await sample.SpoiltBeforeSealingAsync(it =>
        {
            var text = File.ReadAllText(it.At(PackageJson.FileName)).Replace("plates/film_020_PL01_v001/film", "plates/../../film", StringComparison.Ordinal);
            File.WriteAllText(it.At(PackageJson.FileName), text);
        });

        Assert.Contains(report.Problems, problem => problem.Code == "package" && problem.Message.StartsWith("plates[1].pattern: ", StringComparison.Ordinal));
        Assert.Equal("film_010 PL01 v001", Assert.Single(report.Plates).Name);
    }

    [Fact]
    public async Task A_package_that_names_frames_without_end_is_answered_all_the_same()
    {
        var range = new PackageRange(0, 10_000_000, 0, 10_000_000);
        sample.Put(sample.Manifest with { Plates = [.. Enumerable.Range(0, 50).Select(i => sample.Plate with { Shot = $"S{i}", Pattern = $"plates/S{i}.####.exr", Range = range, FirstNumber = 1000, LastNumber = 10_000_999, Amf = null, Fdl = null })] });

        var report = await sample.CheckAsync(new() { Hashes = false });

        Assert.Equal(50, report.Plates.Length);
        Assert.Contains(report.Problems, problem => problem.Message == "All 10,000,000 frames of S0 PL01 v001 are not there.");
    }

    private static (string Code, string Path) Only(DeliveryReport report) => (Assert.Single(report.Problems).Code, report.Problems[0].Path);
}
