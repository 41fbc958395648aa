using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Acetate.Library;
using Acetate.Library.Deliveries;
using Acetate.Library.Events;
using Acetate.Library.Shows;
using Acetate.Tools.News;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acetate.Tools.Tests.News;

/// <summary>The outbox over a real library, a real HTTP listener and a real SMTP server.</summary>
public sealed class NewsDeskTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("acetate-news-");

    public void Dispose() => home.Delete(recursive: true);

    [Fact]
    public async Task A_webhook_is_tried_again_until_the_address_takes_it_and_can_check_the_signature()
    {
        Environment.SetEnvironmentVariable("ACETATE_TEST_HOOK_KEY", "a key");
        using var receiver = new HttpListener();
        var port = FreePort();
        receiver.Prefixes.Add($"http://127.0.0.1:{port}/");
        receiver.Start();
        await using var library = await OpenAsync(new ShowSettings
        {
            Webhooks = [new WebhookSettings(new Uri($"http://127.0.0.1:{port}/hook"), ["roll.*"], "ACETATE_TEST_HOOK_KEY")],
        });
        var desk = new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance);
        using var webhooks = new WebhookSender(library.Clock);
        await TellAsync(library, "roll.verified");

        Assert.True(await desk.FillAsync(Token));
        var refused = AnswerAsync(receiver, 503);
        await desk.SendDueAsync(webhooks, new MailSender(NoMail), Token);
        await refused;
        var waiting = Assert.Single(await library.ReadAsync(tx => tx.DeliveriesAsync("demo", 10, Token), Token));
        await library.WriteAsync(tx => tx.NotDeliveredAsync(waiting.Id, waiting.LastError, tx.Now, Token), Token);
        var taken = AnswerAsync(receiver, 204);
        await desk.SendDueAsync(webhooks, new MailSender(NoMail), Token);
        var (body, signature) = await taken;

        Assert.Contains("503", waiting.LastError, StringComparison.Ordinal);
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(signature.Split(',')[0]["t=".Length..]));
        Assert.Equal(WebhookSender.Sign(body, "a key", time), signature);
        var delivered = Assert.Single(await library.ReadAsync(tx => tx.DeliveriesAsync("demo", 10, Token), Token));
        Assert.Equal((DeliveryState.Delivered, 2), (delivered.State, delivered.Attempts));
    }

    [Fact]
    public async Task An_event_is_considered_once_even_by_a_second_server()
    {
        await using var library = await OpenAsync(new ShowSettings { Webhooks = [new WebhookSettings(new Uri("http://127.0.0.1:9/"), [])] });
        await TellAsync(library, "roll.held");

        Assert.True(await new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance).FillAsync(Token));
        Assert.False(await new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance).FillAsync(Token));

        Assert.Single(await library.ReadAsync(tx => tx.DeliveriesAsync("demo", 10, Token), Token));
    }

    [Fact]
    public async Task Mail_arrives_at_a_real_mail_server()
    {
        var python = Corpus.Program("python3");
        var port = FreePort();
        using var server = Process.Start(new ProcessStartInfo(python, ["-W", "ignore", "-u", "-m", "smtpd", "-n", "-c", "DebuggingServer", $"127.0.0.1:{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            await AcceptsAsync(port);
            await using var library = await OpenAsync(new ShowSettings { Mail = [new MailSettings("dit@film.example", ["roll.held"])] });
            var desk = new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance);
            await TellAsync(library, "roll.held");
            await desk.FillAsync(Token);

            using var webhooks = new WebhookSender(library.Clock);
            await desk.SendDueAsync(webhooks, new MailSender(new MailServer("127.0.0.1", port, "acetate@film.example", "", "", UseTls: false)), Token);

            var delivery = Assert.Single(await library.ReadAsync(tx => tx.DeliveriesAsync("demo", 10, Token), Token));
            Assert.Equal(("", DeliveryState.Delivered), (delivery.LastError, delivery.State));
            server.Kill();
            Assert.Contains("Copy 1 of A001R2EC was read back and hashed.", await server.StandardOutput.ReadToEndAsync(Token), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
    }

    [Fact]
    public async Task Without_a_mail_server_the_delivery_waits_and_says_what_to_set()
    {
        await using var library = await OpenAsync(new ShowSettings { Mail = [new MailSettings("dit@film.example", [])] });
        var desk = new NewsDesk(library, NoMail, NullLogger<NewsDesk>.Instance);
        await TellAsync(library, "roll.held");
        await desk.FillAsync(Token);

        using var webhooks = new WebhookSender(library.Clock);
        await desk.SendDueAsync(webhooks, new MailSender(NoMail), Token);

        var delivery = Assert.Single(await library.ReadAsync(tx => tx.DeliveriesAsync("demo", 10, Token), Token));
        Assert.Equal(DeliveryState.Waiting, delivery.State);
        Assert.Contains("ACETATE_SMTP_HOST", delivery.LastError, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static MailServer NoMail { get; } = new("", 0, "", "", "", UseTls: false);

    private async Task<MediaLibrary> OpenAsync(ShowSettings settings)
    {
        var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home.FullName), Token);
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "demo", Settings = settings }, Token), Token);
        return library;
    }

    private static Task<LibraryEvent> TellAsync(MediaLibrary library, string kind) =>
        library.WriteAsync(tx => tx.AppendEventAsync(NewsRulesTests.News(kind) with { Roll = null, At = tx.Now }, Token), Token);

    private static async Task<(string Body, string Signature)> AnswerAsync(HttpListener receiver, int status)
    {
        var context = await receiver.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(20), Token);
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync(Token);
        context.Response.StatusCode = status;
        context.Response.Close();
        return (body, context.Request.Headers["Acetate-Signature"] ?? "");
    }

    private static async Task AcceptsAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, Token);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(100, Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
