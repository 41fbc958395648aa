using Acetate.Cli;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl+C lets the command stop cleanly; the second ends the process at once.
    e.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};
return (int)await CommandLine.RunAsync(args, Console.Out, Console.Error, interrupt.Token);
