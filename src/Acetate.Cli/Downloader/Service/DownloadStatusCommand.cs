using System.CommandLine;
using System.Net;
using System.Text.Json;
using Acetate.Cli.Ingest;
using Acetate.Library;
using Acetate.Steps.Documents;

namespace Acetate.Cli.Downloader.Service;

/// <summary><c>acetate download status</c>: asks the service on this machine how it stands.</summary>
internal static class DownloadStatusCommand
{
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var at = new Option<string>("--at") { Description = $"Where its page is. Default: {ServiceConfig.UsualListen}", HelpName = "ADDRESS", DefaultValueFactory = _ => ServiceConfig.UsualListen };
        var json = IngestSettings.Json();
        var command = new Command("status", "Says what the service on this machine fetches, what waits and why, and what arrived.") { at, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!IPEndPoint.TryParse(parsed.GetRequiredValue(at), out var page) || !IPAddress.IsLoopback(page.Address) || page.Port == 0)
                throw new CommandException(ExitCode.Usage, $"--at takes an address of this machine with a port, such as {ServiceConfig.UsualListen}.");
            var (status, output) = (await AskAsync(page, cancellationToken), parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(json)) CliJson.Write(output, status);
            else Print(status, output);
            return (int)(status.Attention.IsEmpty ? ExitCode.Done : ExitCode.Found);
        });
        return command.Explain("acetate download status",
            (ExitCode.Done, "it runs, and nobody needs to see to anything"), (ExitCode.Found, "it runs, and something is to be seen to; the answer says what"), (ExitCode.Unavailable, "no service answers there"));
    }

    private static async Task<ServiceStatus> AskAsync(IPEndPoint page, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Answer, MaxResponseContentBufferSize = 16 << 20 };
        try
        {
            return JsonSerializer.Deserialize<ServiceStatus>(await http.GetStringAsync(new Uri($"http://{page}/status.json"), cancellationToken), LibraryJson.Options) ?? throw new JsonException("null");
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandException(ExitCode.Unavailable, $"No downloader answers at {page}: {problem.Message.TrimEnd('.')}. See that it runs (systemctl status acetate-download), and that --at is the 'listen' of its configuration.");
        }
    }

    private static void Print(ServiceStatus status, TextWriter output)
    {
        output.WriteLine($"{Table.Visible(status.Site)} is {status.State}, since {ReportText.Moment(status.Since)}, from {Table.Visible(status.Server)}.");
        foreach (var sentence in status.Attention) output.WriteLine($"  ! {Table.Visible(sentence)}");
        foreach (var one in status.Running)
            output.WriteLine($"  running  {Table.Visible(one.Name)}  {one.Asset}  {ReportText.Size(one.Done)} of {ReportText.Size(one.ToFetch)}, {ReportText.Size(one.BytesPerSecond)}/s");
        foreach (var one in status.Queue.Take(20)) output.WriteLine($"  next     {Table.Visible(one.Name)}  {one.Asset}  {ReportText.Size(one.Bytes)}{(one.IsFirst ? ", moved to the front" : "")}");
        if (status.Queue.Length > 20) output.WriteLine($"  and {status.Queue.Length - 20} more");
        foreach (var one in status.Arrived.Take(5)) output.WriteLine($"  arrived  {Table.Visible(one.Name)}  {one.Asset}  {ReportText.Size(one.Bytes)}, {ReportText.Moment(one.At)}, in {Table.Visible(one.Folder)}");
        foreach (var one in status.Disks) output.WriteLine($"  disk     {Table.Visible(one.MountPoint)}  {ReportText.Size(one.Free)} of {ReportText.Size(one.Total)} free, {ReportText.Size(one.Reserve)} stay free");
    }
}
