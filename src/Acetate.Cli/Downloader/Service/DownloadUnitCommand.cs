using System.CommandLine;
using System.Text;

namespace Acetate.Cli.Downloader.Service;

/// <summary><c>acetate download unit</c>: prints a systemd unit that lets the service do what its configuration says, and nothing else.</summary>
internal static class DownloadUnitCommand
{
    public static Command Create()
    {
        var config = DownloadServeCommand.Config();
        var user = new Option<string>("--user") { Description = "The user that it runs as, who owns what arrives. Default: acetate-download", HelpName = "NAME", DefaultValueFactory = _ => "acetate-download" };
        var write = new Option<string[]>("--write") { Description = "A further folder that programs after rolls write to; may be repeated.", HelpName = "DIR" };
        var command = new Command("unit", "Prints a unit for systemd that runs the service with no more rights than it needs.") { config, user, write };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(config));
            var name = parsed.GetRequiredValue(user);
            if (name.Length is 0 or > 31 || !(char.IsAsciiLetterLower(name[0]) || name[0] == '_') || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
                throw new CommandException(ExitCode.Usage, $"--user takes the name of a user of this machine, not '{Table.Visible(name)}'.");
            var further = parsed.GetValue(write) ?? [];
            if (further.FirstOrDefault(folder => !Path.IsPathFullyQualified(folder)) is { } relative) throw new CommandException(ExitCode.Usage, $"--write takes full paths, not '{Table.Visible(relative)}'.");
            parsed.InvocationConfiguration.Output.Write(Unit(ServiceConfig.Load(path), path, Environment.ProcessPath ?? "/usr/bin/acetate", name, further));
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate download unit --config /etc/acetate/download.json > /etc/systemd/system/acetate-download.service");
    }

    /// <summary>The unit.</summary>
    /// <exception cref="CommandException">A path cannot stand in a unit, or the token lies where its user could not read it.</exception>
    internal static string Unit(ServiceConfig config, string path, string program, string user, IReadOnlyCollection<string> further)
    {
        if (config.Token is not null) throw new CommandException(ExitCode.BadInput, $"{path} holds a token, which only its owner can read. Put the token into a file that root owns, name that as 'tokenFile', and systemd hands it over.");
        string[] written = [.. config.Rules.Select(rule => rule.Root).Concat(config.State is { } state ? [Path.GetFullPath(state)] : []).Concat(further.Select(Path.GetFullPath)).Distinct(StringComparer.Ordinal)];
        // What lies in people's homes can be seen only when homes can.
        var isInHomes = written.Append(path).Append(program).Any(one => one.StartsWith("/home/", StringComparison.Ordinal) || one.StartsWith("/root/", StringComparison.Ordinal));
        var unit = new StringBuilder();
        unit.Append("# Made by: acetate download unit --config ").Append(Plain(path)).Append('\n');
        unit.Append(
            $"""
            [Unit]
            Description=Acetate downloader
            Documentation=man:systemd.exec(5)
            Wants=network-online.target
            After=network-online.target
            {string.Concat(written.Select(folder => $"RequiresMountsFor={Quoted(folder)}\n"))}
            [Service]
            Type=exec
            ExecStart={Quoted(program, isCommand: true)} download serve --config {Quoted(path, isCommand: true)}
            User={user}
            StateDirectory=acetate-download
            StateDirectoryMode=0700
            UMask=0027
            {(config.TokenFile is { } token ? $"LoadCredential={StandingDownloads.Credential}:{Credential(Path.GetFullPath(token))}\n" : "# No token is named in the configuration: LoadCredential=acetate-token:/etc/acetate/download.token\n")}
            Restart=on-failure
            RestartSec=10
            RestartPreventExitStatus=2 3 4 7
            TimeoutStopSec=60

            ProtectSystem=strict
            ProtectHome={(isInHomes ? "read-only" : "yes")}
            {string.Concat(written.Select(folder => $"ReadWritePaths={Quoted(folder)}\n"))}
            NoNewPrivileges=yes
            CapabilityBoundingSet=
            AmbientCapabilities=
            PrivateTmp=yes
            PrivateDevices=yes
            ProtectClock=yes
            ProtectControlGroups=yes
            ProtectHostname=yes
            ProtectKernelLogs=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            ProtectProc=invisible
            LockPersonality=yes
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            RemoveIPC=yes
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallErrorNumber=EPERM

            [Install]
            WantedBy=multi-user.target

            """.Replace("\n\n\n", "\n\n", StringComparison.Ordinal));
        return unit.ToString();
    }

    private static string Plain(string path) => path.Any(char.IsControl) ? throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' cannot stand in a unit: it holds a control character.") : path;

    // Per cents stand for specifiers, and in commands dollars for variables.
    private static string Quoted(string path, bool isCommand = false)
    {
        var text = Plain(path).Replace("%", "%%", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        if (isCommand) text = text.Replace("$", "$$", StringComparison.Ordinal);
        return text.Any(c => char.IsWhiteSpace(c) || c is '"' or '\\' or '\'' or ';') ? $"\"{text}\"" : text;
    }

    private static string Credential(string path) => Plain(path).Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '\\' or ':')
        ? throw new CommandException(ExitCode.BadInput, $"The token file '{Table.Visible(path)}' cannot be handed over by systemd: choose a path without spaces, quotes, colons and backslashes.") : path.Replace("%", "%%", StringComparison.Ordinal);
}
