using Acetate.Library.Access;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task An_identity_is_one_persons_and_a_person_has_one_at_each_provider()
    {
        await using var library = await OpenAsync(new TestClock(Noon));
        var (zoe, yan) = (NewPrincipal(), NewPrincipal("yan"));
        const string Studio = "https://login.studio.example", Vendor = "https://login.vendor.example";
        await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(zoe, Token);
            await tx.AddPrincipalAsync(yan, Token);
            await tx.LinkIdentityAsync(zoe, Studio, "1", "admin", Token);
            await tx.LinkIdentityAsync(zoe, Vendor, "1", "admin", Token);
            await tx.LinkIdentityAsync(zoe, Studio, "2", "admin", Token);
        }, Token);

        var taken = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.LinkIdentityAsync(yan, Studio, "2", "admin", Token), Token));
        var found = await library.ReadAsync(async tx => (await tx.PrincipalOfIdentityAsync(Studio, "1", Token), await tx.PrincipalOfIdentityAsync(Studio, "2", Token), await tx.PrincipalOfIdentityAsync(Vendor, "1", Token)), Token);
        var all = await library.ReadAsync(tx => tx.IdentitiesAsync(Token), Token);

        Assert.Equal(LibraryProblem.Conflict, taken.Problem);
        Assert.Equal((null, zoe.Id, zoe.Id), (found.Item1?.Id, found.Item2!.Id, found.Item3!.Id));
        Assert.Equal([(zoe.Id, Studio, "2"), (zoe.Id, Vendor, "1")], all.Select(one => (one.Principal, one.Issuer, one.Subject)).Order());
        Assert.Equal(2, await library.WriteAsync(tx => tx.UnlinkIdentitiesAsync(zoe.Id, Token), Token));
    }

    [Fact]
    public async Task Sessions_for_whose_second_factor_the_provider_answers_go_on_when_one_is_asked_for()
    {
        await using var library = await OpenAsync(new TestClock(Noon));
        var zoe = NewPrincipal();
        async Task<bool> IsInAsync(TokenSecret secret) => await library.ReadAsync(tx => tx.BearerAsync(secret, Token), Token) is not null;
        var (mine, elsewhere) = await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(zoe, Token);
            var one = await tx.AddSessionAsync(zoe.Id, "here", tx.Now.AddHours(1), Acetate.Library.Access.Token.SessionScopes, Token);
            var two = await tx.AddSessionAsync(zoe.Id, "there", tx.Now.AddHours(1), Acetate.Library.Access.Token.SessionScopes, Token);
            await tx.NoteFactorElsewhereAsync(two.Token.Id, Token);
            return (one.Secret, two.Secret);
        }, Token);

        await library.WriteAsync(async tx =>
        {
            await tx.UpdatePrincipalAsync(zoe with { NeedsSecondFactor = true }, Token);
            await tx.EndSessionsWithoutSecondFactorAsync(Token);
        }, Token);

        Assert.Equal((false, true), (await IsInAsync(mine), await IsInAsync(elsewhere)));
        await library.WriteAsync(tx => tx.EndSessionsAsync(zoe.Id, Token), Token);
        Assert.False(await IsInAsync(elsewhere));
    }

    [Fact]
    public async Task A_browser_is_known_to_one_person_for_ninety_days_or_until_the_password_changes()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (zoe, yan) = (NewPrincipal(), NewPrincipal("yan"));
        Task<bool> KnowsAsync(Principal whom, string secret) => library.ReadAsync(tx => tx.KnowsBrowserAsync(whom.Id, secret, Token), Token);
        var (first, second) = await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(zoe, Token);
            await tx.AddPrincipalAsync(yan, Token);
            return (await tx.RememberBrowserAsync(zoe.Id, Token), await tx.RememberBrowserAsync(yan.Id, Token));
        }, Token);

        Assert.Equal((true, false, false), (await KnowsAsync(zoe, first), await KnowsAsync(yan, first), await KnowsAsync(zoe, "made up")));
        await library.WriteAsync(tx => tx.ForgetBrowsersAsync(zoe.Id, Token), Token);
        Assert.Equal((false, true), (await KnowsAsync(zoe, first), await KnowsAsync(yan, second)));
        clock.Now += KnownBrowserQueries.Lifetime;
        Assert.False(await KnowsAsync(yan, second));
    }
}
