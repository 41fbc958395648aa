using Acetate.Library.Access;
using Acetate.Library.Audit;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static Principal NewPrincipal(string name = "zoë") => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        Kind = PrincipalKind.Person,
        Title = "Zoë",
        Mail = "z@film.example",
        IsAdministrator = true,
        CreatedAt = Noon,
    };

    [Fact]
    public async Task A_token_lets_its_bearer_in_and_its_secret_is_nowhere_in_the_database()
    {
        await using var library = await OpenAsync();
        var principal = NewPrincipal();

        var (token, secret) = await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPrincipalAsync(principal, Token);
            await tx.GrantAsync(principal.Id, "film", ShowRole.Viewer, Token);
            await tx.GrantAsync(principal.Id, "film", ShowRole.Operator, Token);
            return await tx.AddTokenAsync(principal.Id, "laptop", [TokenScope.Read, TokenScope.Ingest], null, Token);
        }, Token);

        await using var read = await library.ReadAsync(Token);
        var bearer = await read.BearerAsync(TokenSecret.Read(secret.Text)!, Token);
        var rows = await read.QueryAsync<(string, string, string)>("SELECT title, hash, scopes FROM tokens", null, Token);
        Assert.Equal(principal, bearer!.Principal);
        Assert.Equal(token.Id, bearer.Token.Id);
        Assert.Equal([TokenScope.Read, TokenScope.Ingest], bearer.Token.Scopes);
        Assert.Equal(ShowRole.Operator, bearer.Roles["film"]);
        Assert.DoesNotContain(secret.Text["act_".Length..], rows.Single().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Text["act_".Length..], secret.ToString(), StringComparison.Ordinal);
        Assert.Null(await read.BearerAsync(TokenSecret.New(), Token));
    }

    [Fact]
    public async Task A_password_is_one_hash_a_person_and_ending_sessions_ends_no_other_token()
    {
        await using var library = await OpenAsync();
        var (zoe, other) = (NewPrincipal(), NewPrincipal("other"));
        var (session, theirs, token, invitation, later) = await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(zoe, Token);
            await tx.AddPrincipalAsync(other, Token);
            await tx.PutPasswordHashAsync(zoe.Id, "first", Token);
            await tx.PutPasswordHashAsync(zoe.Id, "second", Token);
            return (await tx.AddSessionAsync(zoe.Id, "a browser", tx.Now.AddHours(1), [TokenScope.Read], Token), await tx.AddSessionAsync(other.Id, "a browser", tx.Now.AddHours(1), [TokenScope.Read], Token),
                await tx.AddTokenAsync(zoe.Id, "a cart", [TokenScope.Read], null, Token), await tx.InviteAsync(zoe, Token), await tx.InviteAsync(zoe, Token));
        }, Token);

        var before = await library.ReadAsync(tx => tx.BearerAsync(session.Secret, Token), Token);
        var ended = await library.WriteAsync(tx => tx.EndSessionsAsync(zoe.Id, Token), Token);

        await using var read = await library.ReadAsync(Token);
        Assert.Equal("second", await read.PasswordHashAsync(zoe.Id, Token));
        Assert.Null(await read.PasswordHashAsync(other.Id, Token));
        Assert.True(before!.Token.IsSession);
        Assert.Equal(1, ended);
        Assert.Null(await read.BearerAsync(session.Secret, Token));
        Assert.False((await read.BearerAsync(token.Secret, Token))!.Token.IsSession);
        Assert.NotNull(await read.BearerAsync(theirs.Secret, Token));
        // An invitation takes the place of the one before.
        Assert.Null(await read.BearerAsync(invitation.Secret, Token));
        Assert.True((await read.BearerAsync(later.Secret, Token))!.Token.IsInvitation);
    }

    [Fact]
    public async Task A_token_ends_when_it_said_or_when_it_is_revoked_or_its_principal_is_shut_out()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var principal = NewPrincipal();
        await library.WriteAsync(tx => tx.AddPrincipalAsync(principal, Token), Token);
        async Task<(Guid Id, TokenSecret Secret)> MakeAsync(DateTimeOffset? end = null)
        {
            var (token, secret) = await library.WriteAsync(tx => tx.AddTokenAsync(principal.Id, "", [TokenScope.Read], end, Token), Token);
            return (token.Id, secret);
        }

        async Task<bool> IsGoodAsync(TokenSecret secret) => await library.ReadAsync(tx => tx.BearerAsync(secret, Token), Token) is not null;
        var ending = await MakeAsync(Noon.AddHours(1));
        var revoked = await MakeAsync();
        var lasting = await MakeAsync();
        Assert.True(await IsGoodAsync(ending.Secret) && await IsGoodAsync(revoked.Secret));

        clock.Now = Noon.AddHours(1);
        Assert.True(await library.WriteAsync(tx => tx.RevokeTokenAsync(revoked.Id, Token), Token));
        Assert.False(await library.WriteAsync(tx => tx.RevokeTokenAsync(revoked.Id, Token), Token));

        Assert.False(await IsGoodAsync(ending.Secret));
        Assert.False(await IsGoodAsync(revoked.Secret));
        Assert.True(await IsGoodAsync(lasting.Secret));
        await library.WriteAsync(tx => tx.UpdatePrincipalAsync(principal with { DisabledAt = clock.Now }, Token), Token);
        Assert.False(await IsGoodAsync(lasting.Secret));
    }

    [Fact]
    public async Task A_token_renewed_every_few_hours_carries_a_transfer_of_days()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var principal = NewPrincipal();
        var (first, secret) = await library.WriteAsync(async tx =>
        {
            await tx.AddPrincipalAsync(principal, Token);
            return await tx.AddTokenAsync(principal.Id, "upload", [TokenScope.Ingest], Noon.AddHours(6), Token);
        }, Token);
        var firstSecret = secret;

        for (var hour = 5; hour <= 100; hour += 5)
        {
            clock.Now = Noon.AddHours(hour);
            var renewed = await library.WriteAsync(tx => tx.RenewTokenAsync(secret, TimeSpan.FromHours(12), TimeSpan.FromMinutes(10), Token), Token);
            Assert.Equal(clock.Now.AddHours(6), renewed!.Value.Token.ExpiresAt);
            Assert.NotNull(await library.ReadAsync(tx => tx.BearerAsync(secret, Token), Token));
            secret = renewed.Value.Secret;
        }

        Assert.Null(await library.WriteAsync(tx => tx.RenewTokenAsync(firstSecret, TimeSpan.FromHours(1), TimeSpan.Zero, Token), Token));
        Assert.NotNull(await library.ReadAsync(tx => tx.BearerAsync(secret, Token), Token));
        await library.WriteAsync(tx => tx.RevokeTokenAsync(first.Id, Token), Token);
        Assert.Null(await library.ReadAsync(tx => tx.BearerAsync(secret, Token), Token));
    }

    [Fact]
    public async Task A_principals_name_is_never_given_twice()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => tx.AddPrincipalAsync(NewPrincipal("dit") with { DisabledAt = Noon }, Token), Token);

        var refused = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddPrincipalAsync(NewPrincipal("DIT"), Token), Token));

        Assert.Equal(LibraryProblem.Conflict, refused.Problem);
    }

    [Fact]
    public async Task The_audit_log_is_chained_and_an_exported_copy_verifies_without_the_library()
    {
        await using var library = await OpenAsync();
        for (var i = 0; i < 5; i++)
            await library.WriteAsync(tx => tx.AuditAsync("zoë", "roll.released", $"A00{i}", "film", new { reason = "Ω\0\"", z = 1.5, a = new[] { 1, 2 } }, Token), Token);

        await using var read = await library.ReadAsync(Token);
        var online = Assert.IsType<AuditVerdict.Intact>(await read.VerifyAuditAsync(null, Token));
        using var file = new MemoryStream();
        var exported = await read.ExportAuditAsync(file, Token);
        file.Position = 0;
        var offline = await AuditChain.VerifyFileAsync(file, online.Head, Token);

        // As docs/formats/audit-log.md tells everybody to check a line.
        foreach (var line in System.Text.Encoding.UTF8.GetString(file.ToArray()).TrimEnd('\n').Split('\n'))
        {
            var cut = line.LastIndexOf(",\"hash\":\"", StringComparison.Ordinal);
            var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(line[..cut] + "}"));
            Assert.Equal($",\"hash\":\"{Convert.ToHexStringLower(hash)}\"}}", line[cut..]);
        }

        Assert.Equal(5, online.Entries);
        Assert.Equal(5, exported);
        Assert.Equal(online, offline);
        Assert.Equal(online.Head, (await read.AuditHeadAsync(Token))!.Hash);
        Assert.Equal([4, 3], (await read.AuditBeforeAsync(5, "zoë", null, 2, Token)).Select(entry => entry.Sequence));
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'nobody' WHERE sequence = 1")]
    [InlineData("DELETE FROM audit")]
    [InlineData("DELETE FROM audit WHERE sequence = 2")]
    [InlineData("UPDATE events SET message = 'nothing'")]
    public async Task The_database_itself_refuses_to_change_what_happened(string sql)
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(async tx =>
        {
            await tx.AuditAsync("a", "b.c", "d", "", null, Token);
            await tx.AuditAsync("a", "b.c", "d", "", null, Token);
            await Acetate.Library.Events.EventQueries.AppendEventAsync(tx, NewEvent("kept"), Token);
        }, Token);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => library.WriteAsync(tx => tx.ExecuteAsync(sql, null, Token), Token));

        Assert.IsType<AuditVerdict.Intact>(await library.ReadAsync(tx => tx.VerifyAuditAsync(null, Token), Token));
    }

    [Fact]
    public async Task An_audit_entry_that_was_edited_past_the_guards_is_found_online()
    {
        await using var library = await OpenAsync();
        for (var i = 0; i < 3; i++) await library.WriteAsync(tx => tx.AuditAsync("a", "b.c", $"{i}", "", null, Token), Token);
        var guard = postgres ? "ALTER TABLE audit DISABLE TRIGGER USER" : "DROP TRIGGER audit_is_never_edited";

        await library.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync(guard, null, Token);
            await tx.ExecuteAsync("UPDATE audit SET actor = 'somebody else' WHERE sequence = 2", null, Token);
        }, Token);

        var verdict = Assert.IsType<AuditVerdict.Broken>(await library.ReadAsync(tx => tx.VerifyAuditAsync(null, Token), Token));
        Assert.Equal(2, verdict.Sequence);
    }
}
