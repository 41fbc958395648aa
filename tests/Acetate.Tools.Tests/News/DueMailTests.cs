using System.Net;
using System.Net.Sockets;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.News;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Tools.Tests.News;

/// <summary>What becomes of mail between the outbox and the mail server, over a real library.</summary>
public sealed class DueMailTests : IDisposable
{
    private static readonly MailServer NoMail = new("", 0, "", "", "", UseTls: false);
    private static readonly Hold Damaged = new("A file is damaged.", "Copy it again.");

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("acetate-due-");

    public void Dispose() => home.Delete(recursive: true);

    [Fact]
    public async Task A_letter_for_a_role_goes_to_the_address_that_its_holder_has_when_it_goes()
    {
        await using var library = await OpenAsync(new MailSettings("", ["roll.held"]) { Role = ShowRole.Operator });
        var anna = await PersonAsync(library, "anna", "old@film.example", ShowRole.Operator);
        await PersonAsync(library, "vera", "vera@film.example", ShowRole.Viewer);
        await HoldAsync(library);

        var delivery = Assert.Single(await FilledAsync(library));
        await library.WriteAsync(tx => tx.UpdatePrincipalAsync(anna with { Mail = "new@film.example" }, Token), Token);

        Assert.Equal("role:operator:anna", delivery.Target);
        Assert.Equal("new@film.example", Assert.IsType<DueMail.Send>(await JudgeAsync(library, delivery)).Address);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("other role")]
    [InlineData("shut out")]
    [InlineData("address")]
    public async Task Who_has_lost_what_the_letter_was_for_gets_nothing(string lost)
    {
        await using var library = await OpenAsync(new MailSettings("", ["roll.held"]) { Role = ShowRole.Operator });
        var anna = await PersonAsync(library, "anna", "anna@film.example", ShowRole.Operator);
        await HoldAsync(library);
        var delivery = Assert.Single(await FilledAsync(library));
        await library.WriteAsync(tx => lost switch
        {
            "role" => tx.GrantAsync(anna.Id, "demo", null, Token),
            "other role" => tx.GrantAsync(anna.Id, "demo", ShowRole.Viewer, Token),
            "shut out" => tx.UpdatePrincipalAsync(anna with { DisabledAt = tx.Now }, Token),
            _ => tx.UpdatePrincipalAsync(anna with { Mail = "" }, Token),
        }, Token);

        using var webhooks = new WebhookSender(library.Clock);
        await new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance).SendDueAsync(webhooks, new MailSender(NoMail), Token);

        var after = (await library.ReadAsync(tx => tx.DeliveryAsync(delivery.Id, Token), Token))!;
        Assert.Equal((DeliveryState.Withdrawn, 0), (after.State, after.Attempts));
        Assert.Contains("anna is not operator of demo any more", after.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_that_is_due_in_quiet_hours_is_put_off_and_that_is_no_try()
    {
        await using var library = await OpenAsync(new MailSettings("dit@film.example", ["roll.held"]));
        await HoldAsync(library);
        var delivery = Assert.Single(await FilledAsync(library));
        // Quiet hours that hold whatever the time is now: all of the day but the hour twelve hours away.
        var hour = library.Clock.GetUtcNow().AddHours(12).Hour;
        var quiet = new QuietHours($"{(hour + 1) % 24:00}:00", $"{hour:00}:00");
        await SettleAsync(library, new MailSettings("dit@film.example", ["roll.held"]) { Quiet = quiet });

        using var webhooks = new WebhookSender(library.Clock);
        await new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance).SendDueAsync(webhooks, new MailSender(NoMail), Token);

        var after = (await library.ReadAsync(tx => tx.DeliveryAsync(delivery.Id, Token), Token))!;
        Assert.Equal((DeliveryState.Waiting, 0, ""), (after.State, after.Attempts, after.LastError));
        Assert.Equal((hour, 0), (after.DueAt.UtcDateTime.Hour, after.DueAt.UtcDateTime.Minute));
    }

    [Fact]
    public async Task A_hold_that_nobody_takes_care_of_is_told_again_and_again()
    {
        await using var library = await OpenAsync(new MailSettings("dit@film.example", ["roll.held"]) { RemindMinutes = 30 });
        await HoldAsync(library);

        var sent = Assert.IsType<DueMail.Send>(await JudgeAsync(library, await ReminderAsync(library)));

        Assert.Contains("reminder 1", sent.Text, StringComparison.Ordinal);
        Assert.Contains("Held      A file is damaged.", sent.Text, StringComparison.Ordinal);
        Assert.True(Reminder.TryParse(sent.Next!.Key, out var next));
        Assert.Equal(2, next.Number);
        Assert.Equal(TimeSpan.FromMinutes(30), sent.Next.DueAt - sent.Next.CreatedAt);
        Assert.Null(Assert.IsType<DueMail.Send>(await JudgeAsync(library, sent.Next with { Key = (next with { Number = Reminder.Most }).Key })).Next);
    }

    [Fact]
    public async Task A_hold_that_somebody_takes_care_of_is_not_told_again_until_they_take_that_back()
    {
        await using var library = await OpenAsync(new MailSettings("dit@film.example", ["roll.held"]) { RemindMinutes = 30 });
        await HoldAsync(library);
        var reminder = await ReminderAsync(library);
        var word = new HoldAcknowledgement(library);

        await word.GiveAsync(NewsRulesTests.ARoll.Id, "mara", Token);
        var waits = await JudgeAsync(library, reminder);
        await word.TakeBackAsync(NewsRulesTests.ARoll.Id, "mara", Token);

        Assert.IsType<DueMail.PutOff>(waits);
        Assert.IsType<DueMail.Send>(await JudgeAsync(library, reminder));
    }

    [Fact]
    public async Task Of_a_hold_that_is_over_or_has_become_another_nobody_is_reminded()
    {
        await using var library = await OpenAsync(new MailSettings("dit@film.example", ["roll.held"]) { RemindMinutes = 30 });
        await HoldAsync(library);
        var reminder = await ReminderAsync(library);

        await HoldAsync(library, new Hold("A file is missing.", "Find it."));
        var other = await JudgeAsync(library, reminder);
        var second = (await FilledAsync(library)).Single(one => Reminder.TryParse(one.Key, out _) && one.Key != reminder.Key);
        var ofSecond = await JudgeAsync(library, second);
        await library.WriteAsync(async tx => await tx.UnholdRollAsync(await tx.RequireRollAsync(NewsRulesTests.ARoll.Id, Token), "mara", "It goes on.", Token), Token);

        Assert.IsType<DueMail.Withdraw>(other);
        Assert.IsType<DueMail.Send>(ofSecond);
        Assert.IsType<DueMail.Withdraw>(await JudgeAsync(library, second));
    }

    [Fact]
    public async Task Nobody_is_reminded_whose_settings_say_so_no_more_and_a_mute_rule_keeps_reminders_waiting()
    {
        var mail = new MailSettings("dit@film.example", ["roll.held"]) { RemindMinutes = 30 };
        await using var library = await OpenAsync(mail);
        await HoldAsync(library);
        var reminder = await ReminderAsync(library);

        await SettleAsync(library, mail, new MuteRule(["roll.held"]));
        Assert.IsType<DueMail.PutOff>(await JudgeAsync(library, reminder));
        await SettleAsync(library, mail with { RemindMinutes = 0 });
        Assert.IsType<DueMail.Withdraw>(await JudgeAsync(library, reminder));
    }

    [Fact]
    public async Task What_a_mail_server_says_of_a_persons_address_stays_out_of_what_the_show_sees()
    {
        using var refusing = new TcpListener(IPAddress.Loopback, 0);
        refusing.Start();
        await using var library = await OpenAsync(new MailSettings("", ["roll.held"]) { Role = ShowRole.Operator });
        await PersonAsync(library, "anna", "anna@film.example", ShowRole.Operator);
        await HoldAsync(library);
        var delivery = Assert.Single(await FilledAsync(library));
        var server = new MailServer("127.0.0.1", ((IPEndPoint)refusing.LocalEndpoint).Port, "acetate@film.example", "", "", UseTls: false);
        var desk = new NewsDesk(library, server, NullLogger<NewsDesk>.Instance);
        using var webhooks = new WebhookSender(library.Clock);

        var refusal = RefuseAsync(refusing);
        await desk.SendDueAsync(webhooks, new MailSender(server), Token);
        var heard = await refusal;
        var tried = (await library.ReadAsync(tx => tx.DeliveryAsync(delivery.Id, Token), Token))!;
        // Nobody listens any more; it is tried until it is given up.
        for (var attempt = 1; attempt < 34; attempt++)
        {
            await library.WriteAsync(tx => tx.NotDeliveredAsync(delivery.Id, "", tx.Now, Token), Token);
            await desk.SendDueAsync(webhooks, new MailSender(NoMail), Token);
        }

        Assert.Contains("anna@film.example", heard, StringComparison.Ordinal);
        Assert.Contains("no such mailbox: the address", tried.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@film.example", tried.LastError, StringComparison.Ordinal);
        var given = Assert.Single(await library.ReadAsync(tx => tx.EventsAfterAsync(0, 100, Token), Token), e => e.Kind == "news.given-up");
        Assert.StartsWith("News for anna (operator) could not be delivered", given.Message, StringComparison.Ordinal);
    }

    /// <summary>A mail server that knows nobody, and says whom; gives what it was told.</summary>
    private static async Task<string> RefuseAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail.example");
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase))
            {
                await writer.WriteLineAsync("550 no such mailbox: anna@film.example");
                return line;
            }

            await writer.WriteLineAsync("250 mail.example");
        }

        return "";
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<MediaLibrary> OpenAsync(MailSettings mail)
    {
        var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home.FullName), Token);
        await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = "demo", Settings = new ShowSettings { Mail = [mail] } }, Token);
            await tx.AddRollAsync(NewsRulesTests.ARoll, Token);
        }, Token);
        return library;
    }

    private static Task<ShowChangeOutcome> SettleAsync(MediaLibrary library, MailSettings mail, params MuteRule[] mute) => library.WriteAsync(
        tx => tx.ChangeShowAsync("demo", new ShowWish(null, new ShowSettings { Mail = [mail], Mute = [.. mute] }, null), "otto", Token), Token);

    private static Task<Principal> PersonAsync(MediaLibrary library, string name, string mail, ShowRole role) => library.WriteAsync(async tx =>
    {
        var person = await tx.AddPrincipalAsync(new Principal { Id = Guid.CreateVersion7(tx.Now), Name = name, Kind = PrincipalKind.Person, Mail = mail }, Token);
        await tx.GrantAsync(person.Id, "demo", role, Token);
        return person;
    }, Token);

    private static Task<Roll> HoldAsync(MediaLibrary library, Hold? hold = null) => library.WriteAsync(
        async tx => await tx.HoldRollAsync(await tx.RequireRollAsync(NewsRulesTests.ARoll.Id, Token), hold ?? Damaged, null, "acetate", null, Token), Token);

    private static async Task<List<Delivery>> FilledAsync(MediaLibrary library)
    {
        await new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance).FillAsync(Token);
        return await library.ReadAsync(tx => tx.DeliveriesAsync("demo", 10, Token), Token);
    }

    private static async Task<Delivery> ReminderAsync(MediaLibrary library) => Assert.Single(await FilledAsync(library), one => Reminder.TryParse(one.Key, out _));

    private static Task<DueMail> JudgeAsync(MediaLibrary library, Delivery delivery) => library.ReadAsync(tx => DueMail.OfAsync(tx, delivery, Token), Token);
}
