using System.Text.Json;
using Acetate.Library.Access;
using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.News;

namespace Acetate.Tools.Tests.News;

public sealed class NewsRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("roll.verified", "roll.verified", true)]
    [InlineData("roll.*", "roll.verified", true)]
    [InlineData("roll.*", "rolled", false)]
    [InlineData("roll.held", "roll.verified", false)]
    [InlineData("*", "anything", true)]
    public void A_pattern_asks_for_a_kind_or_all_that_begin_so(string pattern, string kind, bool wanted) =>
        Assert.Equal(wanted, NewsRules.IsWanted([pattern], kind));

    [Fact]
    public void A_webhook_receives_a_cloud_event_about_the_roll()
    {
        var show = ShowWith(new ShowSettings { Webhooks = [new WebhookSettings(new Uri("http://127.0.0.1:9/hook"), ["roll.*"])] });

        var delivery = Assert.Single(NewsRules.For(News("roll.verified"), show, ARoll, [], Noon));

        using var body = JsonDocument.Parse(delivery.Payload);
        Assert.Equal("1.0", body.RootElement.GetProperty("specversion").GetString());
        Assert.Equal("roll.verified", body.RootElement.GetProperty("type").GetString());
        Assert.Equal("A001R2EC", body.RootElement.GetProperty("data").GetProperty("roll").GetString());
        Assert.Equal(DeliveryKind.Webhook, delivery.Kind);
    }

    [Fact]
    public void The_same_event_gives_the_same_keys_so_that_it_is_told_once()
    {
        var show = ShowWith(new ShowSettings { Mail = [new MailSettings("dit@film.example", [])] });

        var first = NewsRules.For(News("roll.held"), show, ARoll, [], Noon).Select(delivery => delivery.Key);
        var again = NewsRules.For(News("roll.held"), show, ARoll, [], Noon.AddHours(1)).Select(delivery => delivery.Key);

        Assert.Equal(first, again);
    }

    [Fact]
    public void A_mute_rule_silences_its_rolls_until_it_ends()
    {
        var show = ShowWith(new ShowSettings
        {
            Mail = [new MailSettings("dit@film.example", [])],
            Mute = [new MuteRule(["roll.*"], Noon.AddHours(1), "A")],
        });

        Assert.Empty(NewsRules.For(News("roll.held"), show, ARoll, [], Noon));
        Assert.Single(NewsRules.For(News("roll.held"), show, ARoll with { Name = "B001R2EC" }, [], Noon));
        Assert.Single(NewsRules.For(News("roll.held"), show, ARoll, [], Noon.AddHours(2)));
    }

    [Fact]
    public void A_digest_is_one_mail_a_day_due_when_the_day_is_over()
    {
        var show = ShowWith(new ShowSettings { Mail = [new MailSettings("producer@film.example", [], DailyDigest: true)] });

        var morning = Assert.Single(NewsRules.For(News("roll.verified"), show, ARoll, [], Noon));
        var evening = Assert.Single(NewsRules.For(News("roll.archived") with { Sequence = 99, At = Noon.AddHours(8) }, show, ARoll, [], Noon.AddHours(8)));

        Assert.Equal(morning.Key, evening.Key);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), morning.DueAt);
    }

    [Fact]
    public void What_comes_in_quiet_hours_is_due_when_they_end_and_what_is_urgent_at_once()
    {
        var show = ShowWith(new ShowSettings
        {
            Mail = [new MailSettings("dit@film.example", ["roll.*"]) { Quiet = new QuietHours("11:00", "15:00"), Urgent = ["roll.held", "job.*"] }],
        });

        Assert.Equal(Noon.AddHours(3), Assert.Single(NewsRules.For(News("roll.verified"), show, ARoll, [], Noon)).DueAt);
        Assert.Equal(Noon, Assert.Single(NewsRules.For(News("roll.held"), show, ARoll, [], Noon)).DueAt);
        Assert.Equal(Noon, Assert.Single(NewsRules.For(News("job.step-failed"), show, ARoll, [], Noon)).DueAt);
        Assert.Equal(Noon.AddHours(3), Assert.Single(NewsRules.For(News("roll.verified"), show, ARoll, [], Noon.AddHours(3))).DueAt);
        Assert.Empty(NewsRules.For(News("pull.approved"), show, ARoll, [], Noon));
    }

    [Fact]
    public void A_digest_that_would_come_at_night_comes_in_the_morning_and_urgent_news_does_not_wait_for_it()
    {
        var mail = new MailSettings("producer@film.example", [], DailyDigest: true) { Quiet = new QuietHours("22:00", "07:00"), Urgent = ["roll.held"] };
        var show = ShowWith(new ShowSettings { Mail = [mail] });

        var all = NewsRules.For(News("roll.held"), show, ARoll, [], Noon).ToArray();

        Assert.Equal([new DateTimeOffset(2026, 11, 22, 7, 0, 0, TimeSpan.Zero), Noon], all.Select(one => one.DueAt));
        Assert.NotEqual("", all[1].Payload);
    }

    [Fact]
    public void Mail_that_becomes_due_at_night_is_put_off_unless_it_is_urgent()
    {
        var show = ShowWith(new ShowSettings { Mail = [new MailSettings("dit@film.example", []) { Quiet = new QuietHours("22:00", "07:00"), Urgent = ["roll.held"] }] });
        var night = Noon.AddHours(11);

        var common = Assert.Single(NewsRules.For(News("roll.verified"), show, ARoll, [], Noon));
        var urgent = Assert.Single(NewsRules.For(News("roll.held"), show, ARoll, [], Noon));

        Assert.Equal(Noon.AddHours(19), NewsRules.QuietUntil(common, show, night));
        Assert.Null(NewsRules.QuietUntil(common, show, Noon));
        Assert.Null(NewsRules.QuietUntil(urgent, show, night));
        Assert.Null(NewsRules.QuietUntil(common, ShowWith(new ShowSettings()), night));
    }

    [Fact]
    public void A_role_is_told_one_by_one_and_its_addresses_do_not_lie_in_the_outbox()
    {
        var show = ShowWith(new ShowSettings { Mail = [new MailSettings("", ["roll.*"]) { Role = ShowRole.Operator }] });
        RoleHolder[] holders = [new("anna", ShowRole.Operator, "anna@film.example"), new("ben/x", ShowRole.Operator, "ben@film.example"), new("vera", ShowRole.Viewer, "vera@film.example")];

        var all = NewsRules.For(News("roll.held"), show, ARoll, holders, Noon).ToArray();

        Assert.Equal(["role:operator:anna", "role:operator:ben/x"], all.Select(one => one.Target));
        Assert.Equal(2, all.Select(one => one.Key).Distinct().Count());
        Assert.DoesNotContain(all, one => (one.Key + one.Target + one.Subject + one.Payload).Contains("@film.example", StringComparison.Ordinal));
        Assert.Equal("anna (operator)", MailTarget.Shown(all[0].Target));
        Assert.Empty(NewsRules.For(News("roll.held"), show, ARoll, [], Noon));
    }

    [Fact]
    public void Who_is_shut_out_or_has_no_address_cannot_be_told_by_their_role()
    {
        Principal Anna(string mail, DateTimeOffset? disabled = null) => new() { Id = ARoll.Id, Name = "anna", Kind = PrincipalKind.Person, Mail = mail, DisabledAt = disabled };

        var holders = RoleHolder.Of([
            (Anna("anna@film.example"), ShowRole.Owner), (Anna(""), ShowRole.Owner), (Anna("anna"), ShowRole.Owner),
            (Anna("anna@film.example, thief@x.example"), ShowRole.Owner), (Anna("anna@film.example", Noon), ShowRole.Owner)]);

        Assert.Equal([new RoleHolder("anna", ShowRole.Owner, "anna@film.example")], holders);
    }

    [Fact]
    public void A_hold_is_followed_by_a_reminder_and_nothing_else_is()
    {
        var show = ShowWith(new ShowSettings { Mail = [new MailSettings("dit/night@film.example", []) { RemindMinutes = 30 }] });

        var held = NewsRules.For(News(Reminder.Of), show, ARoll, [], Noon).ToArray();

        var reminder = Assert.Single(held, one => Reminder.TryParse(one.Key, out _));
        Assert.Equal(Noon.AddMinutes(30), reminder.DueAt);
        Assert.True(Reminder.TryParse(reminder.Key, out var read));
        Assert.Equal(new Reminder("dit/night@film.example", ARoll.Id, 7, 1), read);
        Assert.Equal(2, held.Length);
        Assert.Single(NewsRules.For(News("roll.verified"), show, ARoll, [], Noon));
    }

    [Theory]
    [InlineData("", null, 0, "one address")]
    [InlineData("dit@film.example", ShowRole.Owner, 0, "not both")]
    [InlineData("role:owner:dit@film.example", null, 0, "one address")]
    [InlineData("dit@film.example", null, 4, "after 5 to 10080 minutes")]
    [InlineData("dit@film.example", null, 10_081, "after 5 to 10080 minutes")]
    [InlineData("dit@film.example", null, -5, "after 5 to 10080 minutes")]
    [InlineData("", ShowRole.Owner, 5, null)]
    [InlineData("dit@film.example", null, 10_080, null)]
    public void A_mail_target_is_an_address_or_a_role(string to, ShowRole? role, int minutes, string? why)
    {
        var problems = new ShowSettings { Mail = [new MailSettings(to, []) { Role = role, RemindMinutes = minutes }] }.Problems().ToArray();

        if (why is null) Assert.Empty(problems);
        else Assert.Contains(why, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_from_a_card_never_becomes_a_mail_header()
    {
        var show = ShowWith(new ShowSettings { Mail = [new MailSettings("dit@film.example", [])] });

        var mail = Assert.Single(NewsRules.For(News("roll.held"), show, ARoll with { Name = "A001\r\nBcc: thief@x.example" }, [], Noon));

        Assert.DoesNotContain('\n', mail.Subject);
        Assert.DoesNotContain("\nBcc:", mail.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public void News_about_undelivered_news_is_not_delivered() =>
        Assert.Empty(NewsRules.For(News("news.given-up"), ShowWith(new ShowSettings { Mail = [new MailSettings("dit@film.example", [])] }), null, [], Noon));

    internal static Roll ARoll { get; } = new()
    {
        Id = Guid.Parse("0190f3d0-0000-7000-8000-000000000001"),
        Show = "demo",
        Name = "A001R2EC",
        Kind = RollKind.Camera,
        ShootDay = new DateOnly(2026, 11, 21),
        FoundAt = Noon,
        Files = 12,
        Bytes = 3_000_000,
    };

    internal static LibraryEvent News(string kind) => new()
    {
        Sequence = 7,
        At = Noon,
        Kind = kind,
        Actor = "dit",
        Message = "Copy 1 of A001R2EC was read back and hashed.",
        Show = "demo",
        Roll = ARoll.Id,
    };

    private static Show ShowWith(ShowSettings settings) => new() { Name = "demo", Settings = settings };
}
