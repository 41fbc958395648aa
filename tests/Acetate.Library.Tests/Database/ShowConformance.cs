using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task Two_who_change_different_settings_keep_both_and_two_who_change_one_are_told_of_each_other()
    {
        await using var library = await OpenAsync();
        var seen = await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, Token), Token);
        Task<ShowChangeOutcome> ChangeAsync(string author, ShowSettings settings, long version) => library.WriteAsync(tx => tx.ChangeShowAsync("FILM", new(null, settings, version), author, Token), Token);

        var ann = await ChangeAsync("ann", seen.Settings with { Policy = new(3, 1) }, seen.Version);
        var bob = await ChangeAsync("bob", seen.Settings with { Policy = new(2, 2), FrameRate = "25" }, seen.Version);
        var eve = await ChangeAsync("eve", seen.Settings with { Policy = new(4, 1), HashFormats = ["md5"] }, seen.Version);
        var same = await ChangeAsync("eve", seen.Settings with { Policy = new(3, 1) }, seen.Version);
        var now = await library.ReadAsync(tx => tx.RequireShowAsync("film", Token), Token);

        Assert.Equal((2L, 3), (Assert.IsType<ShowChangeOutcome.Kept>(ann).Show.Version, Assert.IsType<ShowChangeOutcome.Kept>(bob).Show.Settings.Policy.Copies));
        var late = Assert.IsType<ShowChangeOutcome.Conflicting>(eve);
        Assert.Equal((3L, "policy.copies", "3", "4", "ann"), (late.Version, late.Field, late.Theirs, late.Yours, late.By));
        Assert.IsType<ShowChangeOutcome.Unchanged>(same);
        Assert.Equal((3L, "25", new CopyPolicy(3, 2), "xxh128"), (now.Version, now.Settings.FrameRate, now.Settings.Policy, Assert.Single(now.Settings.HashFormats)));
        await Assert.ThrowsAsync<LibraryException>(() => ChangeAsync("eve", seen.Settings, 99));
    }

    [Fact]
    public async Task A_change_of_a_show_is_listed_with_its_author_and_taken_back_until_somebody_changed_the_same_again()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, Token), Token);
        Task<ShowChangeOutcome> ChangeAsync(string author, string? title, ShowSettings? settings) => library.WriteAsync(tx => tx.ChangeShowAsync("film", new(title, settings, null), author, Token), Token);
        Task<ShowChangeOutcome> RevertAsync(long version) => library.WriteAsync(tx => tx.RevertShowAsync("film", version, "eve", Token), Token);

        await ChangeAsync("ann", null, new() { Pulls = new() { PlateTemplate = "a", Framing = new() { Template = "VFX" } } });
        await ChangeAsync("bob", "Nightfall", null);
        var back = Assert.IsType<ShowChangeOutcome.Kept>(await RevertAsync(2)).Show;
        await ChangeAsync("bob", "Daybreak", null);
        var late = Assert.IsType<ShowChangeOutcome.Conflicting>(await RevertAsync(3));
        var changes = await library.ReadAsync(tx => tx.ShowRevisionsAsync("film", long.MaxValue, 10, Token), Token);

        Assert.Equal(("", null, "Nightfall"), (back.Settings.Pulls.PlateTemplate, back.Settings.Pulls.Framing, back.Title));
        Assert.Equal(("title", "Daybreak", "A Film"), (late.Field, late.Theirs, late.Yours));
        Assert.Equal(
            ["5 bob title", "4 eve pulls.framing+pulls.plateTemplate", "3 bob title", "2 ann pulls.framing+pulls.plateTemplate"],
            changes.Select(one => $"{one.Version} {one.Author} {string.Join('+', one.Fields.Select(field => field.Field))}"));
        Assert.Equal(("A Film", "Nightfall"), (changes[2].Fields[0].Before, changes[2].Fields[0].After));
        await Assert.ThrowsAsync<LibraryException>(() => RevertAsync(9));
        await Assert.ThrowsAsync<LibraryException>(() => ChangeAsync("bob", null, new() { FrameRate = "never" }));
    }

    [Fact]
    public async Task One_look_of_each_kind_is_the_shows_default_and_what_is_taken_off_the_list_comes_back_as_it_was()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film" }, Token), Token);
        var content = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();
        Task<ShowDocument> AddAsync(string name, ShowDocumentKind kind) => library.WriteAsync(tx => tx.AddShowDocumentAsync("film", name, kind, content, true, "ann", Token), Token);
        async Task<string[]> ListAsync() => [.. (await library.ReadAsync(tx => tx.ShowDocumentsAsync("film", Token), Token)).Select(one => $"{one.Name}{(one.IsDefault ? " default" : "")}{(one.RemovedBy is { } by ? $" removed by {by}" : "")}")];

        var first = await AddAsync("film.cube", ShowDocumentKind.Lut);
        await AddAsync("film.cdl", ShowDocumentKind.Cdl);
        var second = await AddAsync("Night.cube", ShowDocumentKind.Lut);
        var one = await ListAsync();
        await Assert.ThrowsAsync<LibraryException>(() => AddAsync("FILM.cube", ShowDocumentKind.Lut));
        await library.WriteAsync(tx => tx.RemoveShowDocumentAsync("film", second.Id, true, "bob", Token), Token);
        await library.WriteAsync(tx => tx.SetDefaultAsync("film", first.Id, true, "bob", Token), Token);
        var two = await ListAsync();
        await library.WriteAsync(tx => tx.RemoveShowDocumentAsync("film", second.Id, false, "bob", Token), Token);
        await library.WriteAsync(tx => tx.RemoveShowDocumentAsync("film", first.Id, true, "bob", Token), Token);
        await library.WriteAsync(tx => tx.RemoveShowDocumentAsync("film", first.Id, false, "bob", Token), Token);

        Assert.Equal(["film.cdl default", "film.cube", "Night.cube default"], one);
        Assert.Equal(["film.cdl default", "film.cube default", "Night.cube default removed by bob"], two);
        Assert.Equal(["film.cdl default", "film.cube default", "Night.cube"], await ListAsync());
        Assert.Equal(content, await library.ReadAsync(tx => tx.ShowDocumentContentAsync(first.Id, Token), Token));
        await Assert.ThrowsAsync<LibraryException>(() => library.ReadAsync(tx => tx.RequireShowDocumentAsync("other", first.Id, Token), Token));
    }
}
