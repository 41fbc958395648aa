using System.Collections.Immutable;
using Acetate.Cli;
using Acetate.Cli.Downloader.Service;

namespace Acetate.Tools.Tests.Downloader;

/// <summary>The configuration of the service says what it means, or where it is wrong; and its unit lets it do that and nothing else.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DownloadConfigTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private const string Good =
        """
        {
          "server": "https://acetate.example.com", "tokenFile": "/etc/acetate/download.token", "state": "/var/lib/acetate-download", "site": "Lupus, Munich",
          "timeZone": "Europe/Berlin", // the wall of the machine room
          "bandwidth": [{ "from": "08:00", "to": "19:00", "days": ["mon", "fri"], "megabitsPerSecond": 200 }],
          "rules": [
            { "name": "negative", "show": "film", "units": ["MU"], "kinds": ["camera"], "cameras": ["A"], "day": "2026-11-22", "what": ["originals"], "to": "/raid/film", "reserveGigabytes": 500,
              "hook": { "program": "/usr/local/bin/arrived", "arguments": ["-v"] } },
            { "name": "plates", "workspace": "lupus", "to": "/raid/lupus %1" },
          ]
        }
        """;

    [Fact]
    public void A_whole_configuration_is_read()
    {
        var config = ServiceConfig.Parse(Good, "x.json");

        Assert.Equal("originals of film, unit MU, 2026-11-22, camera, camera A", config.Rules[0].Words());
        Assert.Equal(500_000_000_000, config.Rules[0].Wish("here").Reserve);
        Assert.Equal("folders of workspace lupus", config.Rules[1].Words());
        Assert.Equal(25_000_000, config.Bandwidth[0].BytesPerSecond);
        Assert.Equal("127.0.0.1:5482", config.Page!.ToString());
    }

    [Theory]
    [InlineData("\"units\": [\"MU\"]", "\"unit\": [\"MU\"]", "line 6, rules[0].unit: 'unit' is not known here. Known are cameras, day, hook, kinds, layout, name")]
    [InlineData("\"site\"", "\"sites\"", "line 2, sites: 'sites' is not known here. Known are askEverySeconds, bandwidth, listen")]
    [InlineData("\"show\": \"film\"", "\"show\": \"film\", \"show\": \"other\"", "line 6")]
    [InlineData("[\"camera\"]", "[\"kamera\"]", "line 6, rules[0].kinds[0]")]
    [InlineData("[\"camera\"]", "null", "line 6")]
    [InlineData("\"to\": \"/raid/film\", ", "", "line 7")]
    [InlineData("\"workspace\": \"lupus\"", "\"workspace\": \"lupus\", \"show\": \"film\"", "rules[1] ('plates'): name either 'show' or 'workspace'")]
    [InlineData("/raid/lupus %1", "raid/lupus", "must be a full path")]
    [InlineData("/raid/lupus %1", "/raid/film/lupus", "lies in /raid/film")]
    [InlineData("/raid/lupus %1", "/raid/film\", \"layout\": \"{roll}", "different layouts")]
    [InlineData("/raid/lupus %1", "/raid/film", "takes rolls of a show and folders of a workspace")]
    [InlineData("\"plates\"", "\"Negative\"", "two rules are called")]
    [InlineData("Europe/Berlin", "Europe/Munich", "which this machine does not know")]
    [InlineData("08:00", "8 Uhr", "bandwidth[0]: 'from' and 'to' are times")]
    [InlineData("\"mon\"", "\"montag\"", "'montag' is no day")]
    [InlineData("200 }", "-1 }", "'megabitsPerSecond' is 0")]
    [InlineData("/usr/local/bin/arrived", "arrived", "'hook.program' is 'arrived', and must be a full path")]
    [InlineData("\"site\": ", "\"listen\": \"0.0.0.0:5482\", \"site\": ", "is an address of this machine alone")]
    [InlineData("\"site\": ", "\"token\": \"abc\", \"site\": ", "exclude each other")]
    [InlineData("https://acetate.example.com", "ftp://x", "is not the address of a server")]
    public void What_is_wrong_is_said_with_its_place(string of, string instead, string expected)
    {
        var refused = Assert.Throws<CommandException>(() => ServiceConfig.Parse(Good.Replace(of, instead, StringComparison.Ordinal), "x.json"));

        Assert.Contains(expected, refused.Message);
    }

    [Fact]
    public async Task A_file_with_a_token_in_it_that_others_can_read_is_refused()
    {
        var file = Path.Join(folder.Path, "download.json");
        File.WriteAllText(file, Good.Replace("\"tokenFile\": \"/etc/acetate/download.token\"", "\"token\": \"secret\"", StringComparison.Ordinal));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var refused = Assert.Throws<CommandException>(() => ServiceConfig.Load(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using StringWriter output = new(), error = new();
        var check = await CommandLine.RunAsync(["download", "serve", "--config", file, "--check"], output, error, default);
        var unit = await CommandLine.RunAsync(["download", "unit", "--config", file], output, error, default);

        Assert.Equal((ExitCode.NotPermitted, ExitCode.Done, ExitCode.BadInput), (refused.Code, check, unit));
        Assert.Contains("chmod 600", refused.Message);
        Assert.Contains("plates: folders of workspace lupus to /raid/lupus %1", output.ToString());
        Assert.DoesNotContain("secret", output.ToString() + error);
    }

    [Theory]
    [InlineData("22:00", "06:00", "fri", "2026-11-20T23:30", true)]
    [InlineData("22:00", "06:00", "fri", "2026-11-21T05:59", true)]
    [InlineData("22:00", "06:00", "fri", "2026-11-21T06:00", false)]
    [InlineData("22:00", "06:00", "fri", "2026-11-21T22:00", false)]
    [InlineData("22:00", "06:00", "fri", "2026-11-20T05:00", false)]
    [InlineData("08:00", "19:00", "", "2026-11-21T08:00", true)]
    [InlineData("08:00", "19:00", "", "2026-11-21T19:00", false)]
    [InlineData("00:00", "00:00", "sat", "2026-11-21T23:59", true)]
    [InlineData("00:00", "00:00", "sat", "2026-11-22T00:00", false)]
    public void Hours_that_cross_midnight_belong_to_the_day_on_which_they_begin(string from, string to, string day, string wall, bool expected)
    {
        var hours = new BandwidthHours { From = from, To = to, Days = day.Length > 0 ? [day] : [], MegabitsPerSecond = 8 };

        Assert.Null(hours.WhyNot());
        Assert.Equal(expected, hours.Hold(DateTime.Parse(wall, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_clock_on_the_sites_wall_counts_in_summer_and_in_winter_and_the_first_hours_that_hold()
    {
        ImmutableArray<BandwidthHours> hours = [new() { From = "08:00", To = "19:00", MegabitsPerSecond = 8 }, new() { From = "18:00", To = "20:00", MegabitsPerSecond = 0 }];
        using var gate = new BandwidthGate(hours, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), TimeProvider.System);

        Assert.Equal(1_000_000, gate.CapAt(new(2026, 7, 1, 6, 0, 0, TimeSpan.Zero)));
        Assert.Null(gate.CapAt(new(2026, 12, 1, 6, 0, 0, TimeSpan.Zero)));
        Assert.Equal(1_000_000, gate.CapAt(new(2026, 12, 1, 17, 30, 0, TimeSpan.Zero)));
        Assert.Equal(0, gate.CapAt(new(2026, 12, 1, 18, 30, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Who_asks_for_more_than_the_hour_allows_waits_for_it_and_nothing_goes_through_while_nothing_may()
    {
        ImmutableArray<BandwidthHours> hours = [new() { From = "00:00", To = "06:00", MegabitsPerSecond = 0.8 }, new() { From = "06:00", To = "00:00", MegabitsPerSecond = 0 }];
        var clock = new SteppedClock(new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero));
        using var gate = new BandwidthGate(hours, TimeZoneInfo.Utc, clock);
        using var stop = new CancellationTokenSource();

        await gate.AdmitAsync(8 << 20, default);
        await gate.AdmitAsync(1, default);
        var afterDebt = clock.Passed;
        clock.Passed += TimeSpan.FromHours(2);
        clock.OnDelay = () => { if (clock.Passed > TimeSpan.FromHours(3)) stop.Cancel(); };

        // 8 MiB at 100 kB/s.
        Assert.InRange(afterDebt.TotalSeconds, (8 << 20) / 100_000.0, ((8 << 20) / 100_000.0) + 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await gate.AdmitAsync(1, stop.Token));
    }

    [Fact]
    public void The_unit_writes_where_the_rules_do_and_holds_no_rights_that_nothing_needs()
    {
        var config = ServiceConfig.Parse(Good, "x.json");

        var unit = DownloadUnitCommand.Unit(config, "/etc/acetate/$a b.json", "/opt/acetate/acetate", "acetate-download", ["/srv/notes"]);
        var lines = unit.Split('\n');

        Assert.Contains("ExecStart=/opt/acetate/acetate download serve --config \"/etc/acetate/$$a b.json\"", lines);
        Assert.Contains("LoadCredential=acetate-token:/etc/acetate/download.token", lines);
        Assert.Equal(["/raid/film", "\"/raid/lupus %%1\"", "/var/lib/acetate-download", "/srv/notes"], lines.Where(line => line.StartsWith("ReadWritePaths=", StringComparison.Ordinal)).Select(line => line["ReadWritePaths=".Length..]));
        foreach (var needed in (string[])["User=acetate-download", "ProtectSystem=strict", "ProtectHome=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "PrivateDevices=yes", "SystemCallFilter=@system-service", "RestartPreventExitStatus=2 3 4 7"]) Assert.Contains(needed, lines);
        Assert.Throws<CommandException>(() => DownloadUnitCommand.Unit(config, "/etc/x\n[Service]\nUser=root", "/a", "u", []));
    }

    /// <summary>A clock on which waiting takes no time and moves the hands.</summary>
    private sealed class SteppedClock(DateTimeOffset start) : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public Action OnDelay { get; set; } = static () => { };

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks + 1;

        public override DateTimeOffset GetUtcNow() => start + Passed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Passed += dueTime;
            OnDelay();
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
