using System.Net;
using System.Net.Mail;
using Acetate.Library.Deliveries;

namespace Acetate.Tools.News;

/// <summary>Where mail is handed over; read from the environment, so that a password is never in the library.</summary>
/// <param name="Host">The mail server; empty when no mail is sent.</param>
/// <param name="Port">Its port.</param>
/// <param name="From">The sender's address.</param>
/// <param name="User">The account, or empty.</param>
/// <param name="Password">Its password, or empty.</param>
/// <param name="UseTls">Whether the connection is encrypted (STARTTLS); yes unless it is this machine.</param>
public sealed record MailServer(string Host, int Port, string From, string User, string Password, bool UseTls)
{
    /// <summary>Reads <c>ACETATE_SMTP_HOST</c>, <c>_PORT</c> (587), <c>_FROM</c>, <c>_USER</c>, <c>_PASSWORD</c>, <c>_TLS</c> (<c>off</c> to do without).</summary>
    public static MailServer FromEnvironment()
    {
        static string Of(string name) => Environment.GetEnvironmentVariable($"ACETATE_SMTP_{name}") ?? "";
        return new(Of("HOST"), int.TryParse(Of("PORT"), out var port) ? port : 587, Of("FROM"), Of("USER"), Of("PASSWORD"), Of("TLS") != "off");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}"; // never the password
}

/// <summary>Hands mail over to a mail server.</summary>
/// <remarks>The base library's client is plain but enough for this: one short text message to one address, over STARTTLS.</remarks>
public sealed class MailSender(MailServer server)
{
    /// <summary>Sends one delivery; null when the server took it, else why it did not.</summary>
    public async Task<string?> TrySendAsync(Delivery delivery, string text, CancellationToken cancellationToken)
    {
        if (server.Host.Length == 0 || server.From.Length == 0)
            return "No mail server is set: give ACETATE_SMTP_HOST and ACETATE_SMTP_FROM to the server.";
        try
        {
            using var message = new MailMessage(server.From, delivery.Target, delivery.Subject, text);
            message.Headers.Add("X-Acetate-Delivery", delivery.Id.ToString());
            message.Headers.Add("Auto-Submitted", "auto-generated");
            using var client = new SmtpClient(server.Host, server.Port)
            {
                EnableSsl = server.UseTls,
                Timeout = 30_000,
                Credentials = server.User.Length > 0 ? new NetworkCredential(server.User, server.Password) : null,
            };
            await client.SendMailAsync(message, cancellationToken);
            return null;
        }
        catch (Exception problem) when (problem is SmtpException or FormatException or InvalidOperationException)
        {
            return $"The mail server {server.Host} did not take the message: {problem.Message}";
        }
    }
}
