using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Cli;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Tests.Station;

/// <summary>The commands that look at a library and change it, here and over a server: they say the same.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LibraryFromAfarTests
{
    [Fact]
    public async Task Rolls_days_jobs_users_and_tokens_are_the_same_here_and_at_a_server()
    {
        await using var bench = await StationBench.OpenAsync();
        RemoteIngestTests.Card(bench, 300_000);
        bench.Folder.Write("card/Reports/Sound_Report.csv", "Date,2026-05-11\nMixer,Ada\n\nRoll,Clip,Scene,Take\nA001,S001T001.WAV,12,1\nA002,S002T001.WAV,13,1\n"u8);
        var ingest = bench.Ingest("card");
        Assert.InRange(await ingest.EndAsync(), 0, 1);

        var rolls = await BothAsync("rolls", "list");
        Assert.Equal(["A001", "Reports"], rolls.GetProperty("rolls").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.All(rolls.GetProperty("rolls").EnumerateArray(), r => Assert.Equal("complete", r.GetProperty("stage").GetString()));
        Assert.Equal(0, (await BothAsync("rolls", "list", "--show", "film", "--day", "2026-05-12")).GetProperty("rolls").GetArrayLength());
        var roll = await BothAsync("rolls", "show", "A001", "--show", "film");
        Assert.Contains(roll.GetProperty("stages").EnumerateArray(), s => s.GetProperty("stage").GetString() == "archived" && s.GetProperty("state").GetString() == "done");
        Assert.Equal(1, (await BothAsync("days", "list")).GetProperty("days")[0].GetProperty("missing").GetInt32());
        var day = await BothAsync("days", "show", "2026-05-11", "--show", "film");
        Assert.Contains(day.GetProperty("missing").EnumerateArray(), f => f.GetProperty("message").GetString()!.Contains("A002", StringComparison.Ordinal));
        var job = (await BothAsync("jobs", "list", "--state", "done")).GetProperty("jobs")[0].GetProperty("id").GetString()!;
        Assert.Equal("done", (await BothAsync("jobs", "show", job)).GetProperty("job").GetProperty("state").GetString());
        Assert.Equal(1, (await ThereAsync(bench.Admin, "jobs", "replay", job)).Code);
        var over = await ThereAsync(bench.Admin, "jobs", "cancel", job);
        Assert.Equal(0, over.Code);
        Assert.Matches("it was done already, all [0-9]+ steps of it; there was nothing to stop", over.Output);
        Assert.Contains("No roll is held.", (await ThereAsync(bench.Admin, "jobs", "list", "--state", "held")).Output, StringComparison.Ordinal);

        // Held for its files, its job long over.
        var id = rolls.GetProperty("rolls")[0].GetProperty("id").GetGuid();
        await HoldAsync(new Hold("Look at it.", ""));
        Assert.Equal(0, (await BothAsync("jobs", "list", "--state", "held")).GetProperty("jobs").GetArrayLength());
        Assert.Contains("1 roll is held, with or without a held job: 'acetate rolls list --held' shows which", (await ThereAsync(bench.Admin, "jobs", "list", "--state", "held")).Output, StringComparison.Ordinal);
        Assert.Equal(["A001"], (await BothAsync("rolls", "list", "--held")).GetProperty("rolls").EnumerateArray().Select(r => r.GetProperty("name").GetString()));

        // Who takes care of it is said there, seen here, and taken back here.
        var care = await ThereAsync(bench.Admin, "rolls", "acknowledge", "A001", "--show", "film");
        Assert.Equal((0, ""), (care.Code, care.Error));
        Assert.Contains(" takes care of roll A001. It stays held: Look at it.", care.Output, StringComparison.Ordinal);
        Assert.True((await BothAsync("rolls", "list", "--held")).GetProperty("rolls")[0].GetProperty("acknowledged").TryGetProperty("at", out _));
        Assert.Contains(" takes care of it since ", (await ThereAsync(bench.Admin, "rolls", "show", "A001", "--show", "film")).Output, StringComparison.Ordinal);
        var back = bench.Cli(["rolls", "acknowledge", "A001", "--show", "film", "--take-back", "--library", bench.Home], []);
        Assert.Equal(0, await back.EndAsync());
        Assert.Contains("Nobody takes care of roll A001 now.", back.Output, StringComparison.Ordinal);
        await HoldAsync(null);
        Assert.Contains("Roll A001 is not held", (await ThereAsync(bench.Admin, "rolls", "acknowledge", "A001", "--show", "film")).Error, StringComparison.Ordinal);

        async Task HoldAsync(Hold? hold)
        {
            await using var library = await MediaLibrary.OpenAsync(LibraryOptions.Load(bench.Home), default);
            await library.WriteAsync(async tx => await tx.UpdateRollAsync(await tx.RequireRollAsync(id, default) with { Hold = hold }, default), default);
        }

        Assert.Equal(0, (await ThereAsync(bench.Admin, "users", "add", "anna", "--title", "Anna Berg")).Code);
        Assert.Equal(0, (await ThereAsync(bench.Admin, "users", "role", "anna", "film", "viewer")).Code);
        Assert.Equal((int)ExitCode.Usage, (await ThereAsync(bench.Admin, "users", "mail", "anna", "anna")).Code);
        Assert.Equal(0, (await ThereAsync(bench.Admin, "users", "mail", "anna", "anna@film.example")).Code);
        Assert.Contains((await BothAsync("users", "list")).GetProperty("principals").EnumerateArray(), p => p.GetProperty("mail").GetString() == "anna@film.example");
        Assert.Contains((await BothAsync("users", "list")).GetProperty("principals").EnumerateArray(), p => p.GetProperty("name").GetString() == "anna");
        var made = await ThereAsync(bench.Admin, "tokens", "create", "anna", "--scope", "read", "--days", "1");
        Assert.StartsWith("act_", made.Output);
        var anna = made.Output.Trim();
        Assert.Equal(0, (await ThereAsync(anna, "rolls", "show", "A001", "--show", "film")).Code);
        var token = Assert.Single((await BothAsync("tokens", "list")).GetProperty("tokens").EnumerateArray(), t => t.GetProperty("principal").GetString() == "anna").GetProperty("id").GetString()!;

        // What a token may not is said, with the exit code for it.
        Assert.Equal((int)ExitCode.NotPermitted, (await ThereAsync(anna, "users", "list")).Code);
        Assert.Equal((int)ExitCode.NotPermitted, (await ThereAsync(anna, "jobs", "cancel", job)).Code);
        Assert.Equal((int)ExitCode.NotFound, (await ThereAsync(anna, "rolls", "show", "Z999", "--show", "film")).Code);
        Assert.Equal(0, (await ThereAsync(bench.Admin, "users", "role", "anna", "film", "none")).Code);
        Assert.Equal((int)ExitCode.NotFound, (await ThereAsync(anna, "rolls", "list", "--show", "film")).Code);
        Assert.Equal(0, (await ThereAsync(bench.Admin, "tokens", "revoke", token)).Code);
        var ended = await ThereAsync(anna, "rolls", "list");
        Assert.Equal((int)ExitCode.NotPermitted, ended.Code);
        Assert.DoesNotContain(anna, ended.Error);
        Assert.Equal(0, (await ThereAsync(bench.Admin, "users", "disable", "anna")).Code);

        async Task<(int Code, string Output, string Error)> ThereAsync(string token, params string[] arguments)
        {
            var command = bench.Cli([.. arguments, "--server", bench.Url], new() { ["ACETATE_TOKEN"] = token });
            return (await command.EndAsync(), command.Output, command.Error);
        }

        // What was made at one moment and what at another differ in nothing but the moment.
        async Task<JsonElement> BothAsync(params string[] arguments)
        {
            var here = bench.Cli([.. arguments, "--library", bench.Home, "--json"], []);
            var code = await here.EndAsync();
            var there = await ThereAsync(bench.Admin, [.. arguments, "--json"]);
            Assert.True(code == there.Code, $"{string.Join(' ', arguments)}: {code} here, {there.Code} there: {here.Error}{there.Error}");
            Assert.True(JsonNode.DeepEquals(Timeless(JsonNode.Parse(here.Output)), Timeless(JsonNode.Parse(there.Output))), $"{here.Output}\n{there.Output}");
            return here.Json;
        }
    }

    [Theory]
    [InlineData("50MB", 50_000_000L)]
    [InlineData("1.5GB/s", 1_500_000_000L)]
    [InlineData("800 kB", 800_000L)]
    [InlineData("12345", 12_345L)]
    [InlineData("none", null)]
    public void A_rate_is_read_as_people_write_it(string text, long? bytes) => Assert.Equal(bytes, JobsCommand.Rate(text));

    [Theory]
    [InlineData("fast")]
    [InlineData("-5MB")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("1e99GB")]
    public void What_is_no_rate_is_refused(string text) => Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => JobsCommand.Rate(text)).Code);

    /// <summary>A document without what depends on when it was made.</summary>
    private static JsonNode? Timeless(JsonNode? document)
    {
        if (document is JsonArray list)
            foreach (var item in list) Timeless(item);
        if (document is not JsonObject one) return document;
        foreach (var name in (string[])["madeAt", "lastUsedAt", "notes", "due", "forecast"]) one.Remove(name);
        foreach (var (_, value) in one) Timeless(value);
        return one;
    }
}
