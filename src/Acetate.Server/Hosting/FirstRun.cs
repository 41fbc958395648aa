using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Storage.Local;

namespace Acetate.Server.Hosting;

/// <summary>Makes the first administrator and tells the person at the terminal how to get in.</summary>
public static class FirstRun
{
    /// <summary>The file that holds the link when there is no terminal to print it on.</summary>
    public const string LinkFile = "first-link";

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(12);

    /// <summary>Prints one line: the link with a token when one was made, else where the server listens.</summary>
    public static async Task WelcomeAsync(ServerOptions options, MediaLibrary library, string url, CancellationToken cancellationToken)
    {
        var secret = await library.WriteAsync(tx => MakeAsync(tx, options.Link, cancellationToken), cancellationToken);
        if (secret is null)
        {
            Console.WriteLine($"Acetate serves {options.Home} at {url} ('acetate serve --link' prints a link that signs you in)");
            return;
        }

        var link = $"{url}/#token={secret.Text}";
        // Who asks for the link is given it where they asked.
        if (options.Link || !Console.IsOutputRedirected)
        {
            Console.WriteLine(link);
            return;
        }

        // Whatever takes this output may be a log, and a token must never stand in a log.
        var file = Path.Join(options.Home, LinkFile);
        PrivateFile.Write(file, link + "\n");
        Console.WriteLine($"Acetate serves {options.Home} at {url}; the link that signs you in is in {file}, for this user only");
    }

    private static async Task<TokenSecret?> MakeAsync(LibraryTransaction tx, bool link, CancellationToken cancellationToken)
    {
        var all = Enum.GetValues<TokenScope>().ToImmutableArray();
        var admin = (await tx.PrincipalsAsync(cancellationToken)).FirstOrDefault(one => one is { IsAdministrator: true, DisabledAt: null });
        if (admin is null)
        {
            var taken = await tx.PrincipalAsync("admin", cancellationToken) is not null;
            admin = await tx.AddPrincipalAsync(new Principal
            {
                Id = Guid.CreateVersion7(tx.Now),
                Name = taken ? $"admin-{tx.Now:yyyyMMdd-HHmmss}" : "admin",
                Kind = PrincipalKind.Person,
                Title = "The first administrator",
                IsAdministrator = true,
            }, cancellationToken);
            await tx.AuditAsync("acetate-server", "principal.made", admin.Name, "", new { administrator = true, reason = "there was none" }, cancellationToken);
            var (first, secret) = await tx.AddTokenAsync(admin.Id, "first run", all, tx.Now + LinkLifetime, cancellationToken);
            await tx.AuditAsync("acetate-server", "token.made", first.Id.ToString(), "", new { principal = admin.Name, first.Scopes, first.ExpiresAt }, cancellationToken);
            return secret;
        }

        if (!link) return null;
        var (token, again) = await tx.AddTokenAsync(admin.Id, "link at start", all, tx.Now + LinkLifetime, cancellationToken);
        await tx.AuditAsync("acetate-server", "token.made", token.Id.ToString(), "", new { principal = admin.Name, token.Scopes, token.ExpiresAt }, cancellationToken);
        return again;
    }
}
