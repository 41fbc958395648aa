using Acetate.Library.Access;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_code_counts_once_and_a_thousand_wrong_ones_are_not_looked_at()
    {
        var (clock, secret) = (new TestClock(Noon), OneTimeCode.NewSecret());
        await using var library = await OpenAsync(clock);
        var (key, zoe) = (SecondFactorKey.Open(library.Options.Home), NewPrincipal());
        string Code(int steps) => OneTimeCode.At(secret, OneTimeCode.StepAt(clock.GetUtcNow()) + steps);
        Task<CodeVerdict> CheckAsync(string code) => library.WriteAsync(tx => tx.CheckCodeAsync(zoe.Id, key, code, Token), Token);
        await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(zoe, Token);
            await tx.BeginSecondFactorAsync(zoe.Id, key.Seal(zoe.Id, secret), Token);
        }, Token);

        // Not yet: nothing was confirmed.
        Assert.IsType<CodeVerdict.NotSet>(await CheckAsync(Code(0)));
        Assert.Null(await library.WriteAsync(tx => tx.ConfirmSecondFactorAsync(zoe.Id, key, "000000x", Token), Token));
        var recovery = await library.WriteAsync(tx => tx.ConfirmSecondFactorAsync(zoe.Id, key, Code(0), Token), Token);
        Assert.IsType<CodeVerdict.Used>(await CheckAsync(Code(0)));
        Assert.Equal(new CodeVerdict.Accepted(false, RecoveryCode.Count), await CheckAsync(Code(1)));
        // What came before a code that was used is used up with it.
        Assert.IsType<CodeVerdict.Used>(await CheckAsync(Code(0)));
        Assert.IsType<CodeVerdict.Used>(await CheckAsync(Code(1)));
        Assert.Equal(new CodeVerdict.Accepted(true, RecoveryCode.Count - 1), await CheckAsync(recovery!.Value[3]));
        Assert.IsType<CodeVerdict.Wrong>(await CheckAsync(recovery.Value[3]));

        clock.Now += TimeSpan.FromHours(1);
        var wrong = Enumerable.Range(0, 1000).Select(number => $"{number:000000}").Where(code => code != Code(0) && code != Code(1) && code != Code(-1)).Take(40).ToArray();
        var verdicts = await Task.WhenAll(wrong.Select(CheckAsync));
        var late = await CheckAsync(Code(0));
        clock.Now += SecondFactorQueries.Window;
        var after = await CheckAsync(Code(0));

        Assert.Equal(SecondFactorQueries.Allowed, verdicts.Count(verdict => verdict is CodeVerdict.Wrong));
        Assert.All(verdicts.Where(verdict => verdict is not CodeVerdict.Wrong), verdict => Assert.Equal(SecondFactorQueries.Window, Assert.IsType<CodeVerdict.Wait>(verdict).For));
        Assert.IsType<CodeVerdict.Wait>(late);
        Assert.IsType<CodeVerdict.Accepted>(after);
        Assert.True(await library.WriteAsync(tx => tx.RemoveSecondFactorAsync(zoe.Id, Token), Token));
        Assert.IsType<CodeVerdict.NotSet>(await CheckAsync(recovery.Value[0]));
    }

    [Fact]
    public async Task A_second_factor_is_replaced_when_the_new_one_has_proven_itself_and_not_before()
    {
        var (clock, first, second) = (new TestClock(Noon), OneTimeCode.NewSecret(), OneTimeCode.NewSecret());
        await using var library = await OpenAsync(clock);
        var (key, zoe) = (SecondFactorKey.Open(library.Options.Home), NewPrincipal());
        string Code(byte[] secret) => OneTimeCode.At(secret, OneTimeCode.StepAt(clock.GetUtcNow()));
        var old = await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(zoe, Token);
            await tx.BeginSecondFactorAsync(zoe.Id, key.Seal(zoe.Id, first), Token);
            var codes = await tx.ConfirmSecondFactorAsync(zoe.Id, key, Code(first), Token);
            await tx.BeginSecondFactorAsync(zoe.Id, key.Seal(zoe.Id, second), Token);
            return codes!.Value;
        }, Token);

        clock.Now += TimeSpan.FromMinutes(1);
        Assert.IsType<CodeVerdict.Wrong>(await library.WriteAsync(tx => tx.CheckCodeAsync(zoe.Id, key, Code(second), Token), Token));
        Assert.IsType<CodeVerdict.Accepted>(await library.WriteAsync(tx => tx.CheckCodeAsync(zoe.Id, key, Code(first), Token), Token));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.NotNull(await library.WriteAsync(tx => tx.ConfirmSecondFactorAsync(zoe.Id, key, Code(second), Token), Token));

        Assert.IsType<CodeVerdict.Wrong>(await library.WriteAsync(tx => tx.CheckCodeAsync(zoe.Id, key, old[0], Token), Token));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.IsType<CodeVerdict.Accepted>(await library.WriteAsync(tx => tx.CheckCodeAsync(zoe.Id, key, Code(second), Token), Token));
        Assert.Equal(LibraryProblem.Conflict, (await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.ConfirmSecondFactorAsync(zoe.Id, key, Code(second), Token), Token))).Problem);
    }

    [Fact]
    public async Task Who_must_have_a_second_factor_is_said_by_name_or_for_all()
    {
        await using var library = await OpenAsync();
        var (admin, person, service) = (NewPrincipal(), NewPrincipal("person") with { IsAdministrator = false }, NewPrincipal("service") with { Kind = PrincipalKind.Service });
        await library.WriteAsync(async tx =>
        {
            foreach (var one in (Principal[])[admin, person, service]) await tx.AddPrincipalAsync(one, Token);
        }, Token);
        async Task<string> NeedAsync() => await library.ReadAsync(async tx =>
        {
            var names = new List<string>();
            foreach (var one in await tx.PrincipalsAsync(Token))
                if (await tx.NeedsSecondFactorAsync(one, Token)) names.Add(one.Name);
            return string.Join(' ', names);
        }, Token);

        Assert.Equal("", await NeedAsync());
        await library.WriteAsync(tx => tx.UpdatePrincipalAsync(person with { NeedsSecondFactor = true }, Token), Token);
        Assert.Equal("person", await NeedAsync());
        await library.WriteAsync(tx => tx.PutAccessPolicyAsync(new() { SecondFactor = SecondFactorDemand.Administrators }, "zoë", Token), Token);
        Assert.Equal("person zoë", await NeedAsync());
        await library.WriteAsync(async tx =>
        {
            await tx.UpdatePrincipalAsync(person, Token);
            await tx.PutAccessPolicyAsync(new() { SecondFactor = SecondFactorDemand.Everybody }, "zoë", Token);
        }, Token);
        Assert.Equal("person zoë", await NeedAsync());

        var session = await library.WriteAsync(async tx => (await tx.AddSessionAsync(person.Id, "", tx.Now.AddHours(1), [TokenScope.Read], Token)).Secret, Token);
        await library.WriteAsync(tx => tx.EndSessionsWithoutSecondFactorAsync(Token), Token);
        Assert.Null(await library.ReadAsync(tx => tx.BearerAsync(session, Token), Token));
    }
}
