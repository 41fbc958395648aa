using System.Collections.Immutable;
using System.Text;
using Acetate.Library.Access;

namespace Acetate.Library.Tests.Access;

public sealed class AccessCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    // What every kind of bearer may do with a token of every scope: no, yes, or the show does not exist for them (-).
    private const string Matrix = """
                               | no role | viewer | operator | owner | administrator
        none                   | no      | no     | no       | no    | no
        see-show               | -       | yes    | yes      | yes   | yes
        ingest-footage         | -       | no     | yes      | yes   | yes
        operate-rolls          | -       | no     | yes      | yes   | yes
        confirm-day            | -       | no     | yes      | yes   | yes
        correct-facts          | -       | no     | yes      | yes   | yes
        comment                | -       | no     | yes      | yes   | yes
        remove-others-comments | -       | no     | no       | yes   | yes
        plan-pulls             | -       | no     | yes      | yes   | yes
        approve-pulls          | -       | no     | no       | yes   | yes
        receive-returns        | -       | no     | yes      | yes   | yes
        approve-returns        | -       | no     | no       | yes   | yes
        approve-bulk           | -       | no     | no       | yes   | yes
        share-footage          | -       | no     | yes      | yes   | yes
        oversee-shares         | -       | no     | no       | yes   | yes
        change-show            | -       | no     | no       | yes   | yes
        grant-roles            | -       | no     | no       | yes   | yes
        create-show            | no      | no     | no       | no    | yes
        manage-principals      | no      | no     | no       | no    | yes
        see-audit              | no      | no     | no       | no    | yes
        see-metrics            | yes     | yes    | yes      | yes   | yes
        work-as-station        | yes     | yes    | yes      | yes   | yes
        download-rolls         | -       | yes    | yes      | yes   | yes
        put-downloads-first    | -       | no     | yes      | yes   | yes
        """;

    [Fact]
    public void The_permission_matrix_is_the_one_that_was_agreed()
    {
        var all = Enum.GetValues<TokenScope>();
        var text = new StringBuilder("                       | no role | viewer | operator | owner | administrator");
        foreach (var action in Enum.GetValues<LibraryAction>())
        {
            text.Append('\n').Append(KebabCase.Of(action).PadRight(22));
            foreach (var (bearer, width) in new[] { (Bearer(all), 7), (Bearer(all, ShowRole.Viewer), 6), (Bearer(all, ShowRole.Operator), 8), (Bearer(all, ShowRole.Owner), 5), (Bearer(all, isAdministrator: true), 0) })
                text.Append(" | ").Append(Word(AccessCheck.Of(bearer, action, "film", Now)).PadRight(width));
        }

        Assert.Equal(Matrix, text.ToString());
    }

    [Fact]
    public void No_action_is_permitted_without_the_one_scope_it_asks_for()
    {
        foreach (var action in Enum.GetValues<LibraryAction>().Except([LibraryAction.None]))
        {
            var needed = AccessCheck.RuleOf(action)!.Scope;
            var others = Enum.GetValues<TokenScope>().Except([needed]).ToArray();

            Assert.IsType<AccessVerdict.NotPermitted>(AccessCheck.Of(Bearer(others, ShowRole.Owner, isAdministrator: true), action, "film", Now));
            Assert.IsType<AccessVerdict.Permitted>(AccessCheck.Of(Bearer([needed], ShowRole.Owner, isAdministrator: true), action, "film", Now));
        }
    }

    [Fact]
    public void A_role_in_one_show_is_none_in_another() =>
        Assert.IsType<AccessVerdict.NoSuchShow>(AccessCheck.Of(Bearer([TokenScope.Read], ShowRole.Owner), LibraryAction.SeeShow, "other", Now));

    [Fact]
    public void Nobody_a_spent_token_a_revoked_one_and_a_principal_who_is_shut_out_are_the_same()
    {
        var bearer = Bearer(Enum.GetValues<TokenScope>(), ShowRole.Owner, isAdministrator: true);
        TokenBearer?[] strangers =
        [
            null, bearer with { Token = bearer.Token with { ExpiresAt = Now } }, bearer with { Token = bearer.Token with { RevokedAt = Now.AddDays(-1) } },
            bearer with { Principal = bearer.Principal with { DisabledAt = Now } },
        ];

        foreach (var action in Enum.GetValues<LibraryAction>())
            foreach (var stranger in strangers)
                Assert.IsType<AccessVerdict.NoToken>(AccessCheck.Of(stranger, action, "film", Now));
    }

    [Fact]
    public void An_action_that_has_no_rule_is_nobodys() =>
        Assert.IsType<AccessVerdict.NotPermitted>(AccessCheck.Of(Bearer(Enum.GetValues<TokenScope>(), isAdministrator: true), (LibraryAction)999, "film", Now));

    [Theory]
    [InlineData("")]
    [InlineData("act_")]
    [InlineData("act_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("act_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("act_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'A")]
    [InlineData("tok_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_does_not_look_like_a_token_is_none(string text) => Assert.Null(TokenSecret.Read(text));

    [Fact]
    public void Tokens_differ_and_read_back()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => TokenSecret.New()).ToList();

        Assert.Equal(1000, secrets.Select(secret => secret.Text).Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(secret, TokenSecret.Read(secret.Text)));
    }

    private static TokenBearer Bearer(TokenScope[] scopes, ShowRole? role = null, bool isAdministrator = false) => new(
        new Principal { Id = Guid.Empty, Name = "a", Kind = PrincipalKind.Person, IsAdministrator = isAdministrator },
        new Token { Id = Guid.Empty, Principal = Guid.Empty, Scopes = [.. scopes] },
        role is { } given ? ImmutableDictionary<string, ShowRole>.Empty.Add("film", given) : ImmutableDictionary<string, ShowRole>.Empty);

    private static string Word(AccessVerdict verdict) => verdict switch
    {
        AccessVerdict.Permitted => "yes",
        AccessVerdict.NoSuchShow => "-",
        AccessVerdict.NoToken => "who?",
        _ => "no",
    };
}
