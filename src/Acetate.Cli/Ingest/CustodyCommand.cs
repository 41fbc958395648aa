using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Tools.Ingest.Custody;

namespace Acetate.Cli.Ingest;

/// <summary><c>acetate custody</c>: proves chain-of-custody documents, and keeps the key that signs them.</summary>
internal static class CustodyCommand
{
    // What is not whole is refused, and not filled up with nothing.
    private static readonly JsonSerializerOptions Strict = new(LibraryJson.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static Command Create() => new Command("custody", "Proves chain-of-custody documents, and looks after the key that signs them.") { Verify(), Key(), ReplaceKey() }
        .Explain("acetate custody verify A001.custody.json --key library-key.json\nacetate custody key --library /raid > library-key.json");

    private static Command Verify()
    {
        var file = new Argument<string>("FILE") { Description = "A custody document as JSON." };
        var kept = new Option<string?>("--key") { Description = "The library's key as 'acetate custody key' wrote it, now or earlier. Without it the key in the document is believed", HelpName = "FILE" };
        var json = IngestSettings.Json();
        var command = new Command("verify", "Checks that not a letter of a document was changed since the library signed it; needs no library.") { file, kept, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var signed = await ReadAsync<SignedCustody>(parsed.GetRequiredValue(file), "a custody document as JSON, such as the roll's page gives it", cancellationToken);
            var trusted = parsed.GetValue(kept) is { } path ? await ReadAsync<KeySeen>(path, "a key as 'acetate custody key' writes it", cancellationToken) : null;
            var why = signed.WhyNot(trusted?.PublicKey, trusted?.Succession ?? []);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { proven = why is null, publicKey = signed.PublicKey, isKeyTrusted = why is null && trusted is not null, reason = why });
            else await output.WriteLineAsync(why ?? $"Proven: not a letter was changed since it was signed with the key {signed.PublicKey}.{(trusted is null ? " Whether that is the library's key, only a key that was kept elsewhere can tell: name it with --key." : "")}");
            return (int)(why is null ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate custody verify A001.custody.json --key library-key.json",
            (ExitCode.Done, "the document is as it was signed"), (ExitCode.Found, "it was changed, or signed with another key; the answer says which"));
    }

    private static Command Key()
    {
        var choice = new LibraryChoice();
        var command = choice.On(new Command("key", "Prints the library's public key, with the keys before it: keep it elsewhere, and nobody can forge a document."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var seen = await choice.AskAsync(parsed, async library => Seen(await new CustodyDesk(library).KeyAsync(cancellationToken)),
                server => server.GetAsync<KeySeen>("api/custody/key", cancellationToken), cancellationToken);
            CliJson.Write(parsed.InvocationConfiguration.Output, seen);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate custody key --library /raid > library-key.json\nacetate custody key --server https://acetate.example.com --token-file ~/.acetate-token");
    }

    private static Command ReplaceKey()
    {
        var home = LibraryOption.Create();
        var server = new Option<string?>("--server") { Description = "Not for this: the key never leaves the machine where it lies.", HelpName = "URL", Hidden = true };
        var command = new Command("replace-key", "Makes a new key in place of the library's. Each signs the other, so documents of the old one stay provable.") { home, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(server) is not null)
                throw new CommandException(ExitCode.Usage, "The key lies in the library's home and is replaced by whoever can read it there. Run 'acetate custody replace-key --library DIR' on the server's machine; the server may run meanwhile.");
            await using var library = await LibraryOption.OpenAsync(parsed.GetValue(home), cancellationToken);
            CliJson.Write(parsed.InvocationConfiguration.Output, Seen(await new CustodyDesk(library).ReplaceKeyAsync(Environment.UserName, cancellationToken)));
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate custody replace-key --library /raid > library-key.json");
    }

    private static KeySeen Seen(CustodyKey key)
    {
        using (key) return new KeySeen(key.Public, key.Successions);
    }

    private static async Task<T> ReadAsync<T>(string path, string what, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new CommandException(ExitCode.NotFound, $"There is no file '{path}'.");
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<T>(stream, Strict, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new CommandException(ExitCode.BadInput, $"'{path}' is not {what}.");
        }
    }

    private sealed record KeySeen(string PublicKey, ImmutableArray<KeySuccession> Succession);
}
