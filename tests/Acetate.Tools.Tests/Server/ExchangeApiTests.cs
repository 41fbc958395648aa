using System.Net;
using System.Text;
using Acetate.Cli;
using Acetate.Cuts;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Tools.Tests.Cli;

namespace Acetate.Tools.Tests.Server;

/// <summary>Lists of clips over HTTP, and from the command line against the same server.</summary>
public sealed class ExchangeApiTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private static readonly Guid Clip = Guid.Parse("0199a7f0-0000-7000-8000-0000000000e1"), Hidden = Guid.Parse("0199a7f0-0000-7000-8000-0000000000e2");

    public async ValueTask InitializeAsync() => await server.Library.WriteAsync(async tx =>
    {
        var other = Guid.Parse("0199a7f0-0000-7000-8000-0000000000e0");
        if (await tx.RollAsync(other, default) is null)
            await tx.AddRollAsync(new Roll { Id = other, Show = RunningServer.OtherShow, Name = "Z001", Kind = RollKind.Camera, ShootDay = new(2026, 1, 2), FoundAt = tx.Now, StorePrefix = "other/z" }, default);
        await tx.PutClipsAsync(
        [
            Made(Clip, server.Roll, "A001C001"), Made(Guid.Parse("0199a7f0-0000-7000-8000-0000000000e3"), server.Roll, "A001C002") with { TimecodeStart = "" }, Made(Hidden, other, "Z001C001"),
        ], default);
    }, default);

    private static Clip Made(Guid id, Guid roll, string name) =>
        new() { Id = id, Roll = roll, Name = name, Kind = "single", Files = [$"{name}.mov"], Rate = "24", TimecodeStart = "10:00:00:00", Frames = 240, Width = 1920, Height = 1080, State = ClipState.Inspected };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_a_search_finds_leaves_as_a_bin_and_only_of_shows_that_the_caller_sees()
    {
        using var viewer = server.Client(await server.TokenAsync("exchange-viewer", role: ShowRole.Viewer));
        using var admin = server.Client(server.Admin);

        using var log = await viewer.GetAsync("api/clips/list.ale?q=has:timecode&name=Day%2012");
        var table = await viewer.GetStringAsync("api/clips/list.csv?sort=name");
        var all = await admin.GetStringAsync("api/clips/list.csv");
        var one = await viewer.GetStringAsync($"api/clips/list.fcpxml?clip={Clip}&media=/mnt/film");
        using var without = await viewer.GetAsync("api/clips/list.ale");
        using var nothing = await viewer.GetAsync("api/clips/list.csv?q=nowhere");
        using var hidden = await viewer.GetAsync($"api/clips/list.csv?clip={Hidden}");
        using var odd = await viewer.GetAsync("api/clips/list.pdf");
        using var wrong = await viewer.GetAsync("api/clips/list.csv?q=iso:8oo");
        using var both = await viewer.GetAsync($"api/clips/list.csv?q=iso:800&clip={Clip}");

        Assert.Equal(HttpStatusCode.OK, log.StatusCode);
        Assert.Contains("Day 12.ale", log.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Contains("A001C001\tV\t10:00:00:00\t10:00:10:00\t00:00:10:00\tA001C001.mov\tA001\t", await log.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((2, true), (table.Split("\r\n").Count(line => line.Contains("A001C00", StringComparison.Ordinal)), all.Contains("Z001C001", StringComparison.Ordinal)));
        Assert.DoesNotContain("Z001", table, StringComparison.Ordinal);
        Assert.Equal("file:///mnt/film/A001/A001C001.mov", Assert.Single(CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(one)), "one.fcpxml").Events).Source[SourceNameKind.MediaPath]);
        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest),
            (without.StatusCode, nothing.StatusCode, hidden.StatusCode, odd.StatusCode, wrong.StatusCode, both.StatusCode));
        Assert.Contains("A001C002 cannot stand in an Avid log", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_writes_the_same_list_here_and_from_the_server_and_overwrites_nothing()
    {
        using var folder = new TempFolder();
        var (there, token) = (Path.Join(folder.Path, "bin.otio"), Path.Join(folder.Path, "token"));
        await File.WriteAllTextAsync(token, server.Admin);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Task<(ExitCode Code, string Output, string Error)> RunAsync(params string[] words) => DemoCommandTests.RunAsync(["clips", "export", "--server", server.Url.ToString(), "--token-file", token, .. words]);

        var (code, _, error) = await RunAsync("name:A001*", "--show", "film", "--sort", "name", "--to", there);
        var (again, _, taken) = await RunAsync("name:A001*", "--to", there);
        var (usage, _, form) = await RunAsync("--to", Path.Join(folder.Path, "bin"));
        var (none, _, nothing) = await RunAsync("nowhere", "--to", Path.Join(folder.Path, "none.csv"));
        var (without, _, refusal) = await RunAsync("name:A001*", "--to", Path.Join(folder.Path, "none.ale"));
        using var client = server.Client(server.Admin);

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(await client.GetStringAsync("api/clips/list.otio?q=name:A001*+show:%22film%22&sort=name&name=bin"), await File.ReadAllTextAsync(there));
        Assert.Equal((ExitCode.BadInput, ExitCode.Usage, ExitCode.NotFound, ExitCode.Usage), (again, usage, none, without));
        Assert.Contains("nothing is overwritten", taken, StringComparison.Ordinal);
        Assert.Contains("--format", form, StringComparison.Ordinal);
        Assert.Contains("No clip is found", nothing, StringComparison.Ordinal);
        Assert.Contains("add has:timecode to the search", refusal, StringComparison.Ordinal);
        Assert.Equal(["bin.otio", "token"], Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_list_is_looked_at_by_operators_written_once_it_was_seen_and_by_the_command_line_alike()
    {
        using var folder = new TempFolder();
        var (file, token) = (Path.Join(folder.Path, "day.csv"), Path.Join(folder.Path, "token"));
        await File.WriteAllTextAsync(file, "Name,Scene,Take\nA001C001,12,3\nZ001C001,1,1\n");
        await File.WriteAllTextAsync(token, server.Admin);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] there = ["clips", "import", file, "--show", "film", "--server", server.Url.ToString(), "--token-file", token];
        using var viewer = server.Client(await server.TokenAsync("exchange-viewer", role: ShowRole.Viewer));
        using var admin = server.Client(server.Admin);
        ByteArrayContent Body() => new(File.ReadAllBytes(file));

        using var forbidden = await viewer.PostAsync("api/shows/film/clips/imports/preview?name=day.csv", Body());
        using var unseen = await admin.PostAsync("api/shows/film/clips/imports?name=day.csv&seen=0", Body());
        using var noList = await admin.PostAsync("api/shows/film/clips/imports/preview?name=x.csv", new ByteArrayContent([1, 2, 3]));
        using var noRule = await admin.PostAsync("api/shows/film/clips/imports/preview?conflicts=some", Body());
        var (looked, report, error) = await DemoCommandTests.RunAsync(there);
        var (written, _, _) = await DemoCommandTests.RunAsync([.. there, "--yes"]);
        var (again, nothing, _) = await DemoCommandTests.RunAsync(there);
        var values = await admin.GetStringAsync($"api/clips/{Clip}/edits");
        var hidden = await admin.GetStringAsync($"api/clips/{Hidden}/edits");
        var audit = await admin.GetStringAsync("api/audit");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Conflict, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (forbidden.StatusCode, unseen.StatusCode, noList.StatusCode, noRule.StatusCode));
        Assert.True(looked == ExitCode.Found, error);
        Assert.Contains("Nothing was written. --yes writes 2 fields.", report, StringComparison.Ordinal);
        Assert.Contains("Line 3: No clip of the show is called 'Z001C001'.", report, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Found, ExitCode.Found), (written, again));
        Assert.Contains("Nothing is to be written.", nothing, StringComparison.Ordinal);
        Assert.Contains("report:day.csv", values, StringComparison.Ordinal);
        Assert.DoesNotContain("report:", hidden, StringComparison.Ordinal);
        Assert.Contains("api.import-clips", audit, StringComparison.Ordinal);
        Assert.Contains("clips.imported", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("api.preview-clip-import\"", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_here_is_exported_without_a_server()
    {
        using var folder = new TempFolder();
        var (home, file) = (Path.Join(folder.Path, "library"), Path.Join(folder.Path, "bin.ale"));
        await using (var library = await Acetate.Library.MediaLibrary.OpenAsync(Acetate.Library.LibraryOptions.InFolder(home), TestContext.Current.CancellationToken)) await MatchCommandTests.FillAsync(library);

        var (code, _, error) = await DemoCommandTests.RunAsync("clips", "export", "C001", "--library", home, "--to", file);
        var (missing, _, _) = await DemoCommandTests.RunAsync("clips", "export", "--library", home, "--show", "nothere", "--to", Path.Join(folder.Path, "none.ale"));

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal("A001C001_260302_R1AB", Assert.Single(CutReader.Read(file).Events).Name);
        Assert.Equal(ExitCode.NotFound, missing);
    }
}
