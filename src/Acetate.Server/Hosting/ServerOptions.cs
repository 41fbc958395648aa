using System.Globalization;
using System.Net;
using Acetate.Compute.Slurm;
using Acetate.Library;
using Acetate.Server.Access;

namespace Acetate.Server.Hosting;

/// <summary>What the command line of <c>acetate-server</c> says. <c>acetate serve</c> passes its own through.</summary>
public sealed record ServerOptions
{
    /// <summary>The text of <c>--help</c>.</summary>
    public const string Help = """
        acetate-server serves a library: the API, the web app, and the work behind them.

          --library DIR      the library home (default: ACETATE_LIBRARY, else ~/.local/share/acetate)
          --listen URL       where to listen; may be repeated (default: http://127.0.0.1:5480; port 0 takes a free one)
          --behind-proxy IP  the address or network (10.20.0.0/16) of a proxy that ends TLS in front; may be repeated. It is believed who asks
          --web DIR          the built web app (default: beside the program, else web/dist of the checkout)
          --link             print a link with a new administrator token, good for 12 hours, to standard output
          --log json|text    how to log to standard error (default: text at a terminal, else json)
          --cores N          processor cores that steps may use on this machine (default: all)
          --slurm FILE       run steps on a cluster under Slurm, as this file says (default: ACETATE_SLURM, else on this machine)
          --no-work          serve only: run no steps here
          --address URL      where the other servers of the library reach this one, if not where it listens
          --end-with-input   stop when standard input ends: for a program that starts the server and must not leave it behind

        Ends with 0 after a clean stop, 2 when the command line is wrong, 3 when the settings are wrong, 5 when another server
        has the library, the address is taken or the database cannot be reached.
        """;

    /// <summary>The library home.</summary>
    public string Home { get; init; } = LibraryOptions.DefaultHome();

    /// <summary>Addresses to listen on.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [ListenAddress.Default];

    /// <summary>Proxies in front that are believed when they say who asks and whether by TLS; none unless named.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>The folder of the built web app, if named.</summary>
    public string? Web { get; init; }

    /// <summary>Print a link with a new token even if there are administrators already.</summary>
    public bool Link { get; init; }

    /// <summary><c>json</c>, <c>text</c>, <c>none</c> (for hosts in tests), or null to decide by the terminal.</summary>
    public string? Log { get; init; }

    /// <summary>Cores for steps; null for all.</summary>
    public double? Cores { get; init; }

    /// <summary>The file that says how a cluster under Slurm is used; null to run steps on this machine.</summary>
    public string? Slurm { get; init; } = Environment.GetEnvironmentVariable(SlurmOptionsFile.Variable) is { Length: > 0 } named ? Path.GetFullPath(named) : null;

    /// <summary>Whether steps run here.</summary>
    public bool Works { get; init; } = true;

    /// <summary>Where the other servers of the library reach this one; null for where it listens.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the server stops when its standard input ends.</summary>
    public bool EndsWithInput { get; init; }

    /// <summary>The rounds of hashing a password takes; only hosts in tests have others.</summary>
    internal int PasswordRounds { get; init; } = Passwords.Iterations;

    /// <summary>Reads the arguments, or says what is wrong with them. What looks like a setting of the host (<c>--Key=value</c>) is left alone.</summary>
    public static ServerOptions? Parse(IReadOnlyList<string> arguments, out string mistake)
    {
        var options = new ServerOptions();
        var listen = new List<string>();
        mistake = "";
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string? Value() => i + 1 < arguments.Count ? arguments[++i] : null;
            switch (name)
            {
                case "--link": options = options with { Link = true }; break;
                case "--end-with-input": options = options with { EndsWithInput = true }; break;
                case "--no-work": options = options with { Works = false }; break;
                case "--library" when Value() is { } home: options = options with { Home = Path.GetFullPath(home) }; break;
                case "--web" when Value() is { } web: options = options with { Web = web }; break;
                case "--listen" or "--urls" when Value() is { } urls:
                    listen.AddRange(urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "--behind-proxy" when TrustedProxies.TryParse(Value(), out var proxy): options = options with { Proxies = [.. options.Proxies, proxy] }; break;
                case "--slurm" when Value() is { Length: > 0 } slurm: options = options with { Slurm = Path.GetFullPath(slurm) }; break;
                case "--address" when Value() is { } address && Uri.TryCreate(address, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", AbsolutePath: "/", UserInfo: "", Query: "" }:
                    options = options with { Address = url.GetLeftPart(UriPartial.Authority) };
                    break;
                case "--log" when Value() is "json" or "text": options = options with { Log = arguments[i] }; break;
                case "--cores" when double.TryParse(Value(), CultureInfo.InvariantCulture, out var cores) && cores > 0:
                    options = options with { Cores = cores };
                    break;
                default:
                    if (name.StartsWith("--", StringComparison.Ordinal) && name.Contains('=', StringComparison.Ordinal)) break;
                    mistake = $"'{name}' is not understood, or its value is missing. See 'acetate serve --help'.";
                    return null;
            }
        }

        foreach (var url in listen)
        {
            if (url.StartsWith("http://", StringComparison.Ordinal) || url.StartsWith("https://", StringComparison.Ordinal)) continue;
            mistake = $"'{url}' is not an address to listen on; it looks like http://127.0.0.1:5480.";
            return null;
        }

        return listen.Count == 0 ? options : options with { Listen = listen };
    }
}
