using System.Runtime.InteropServices;
using Acetate.Cli;

using var interrupt = new CancellationTokenSource();
// The first Ctrl+C lets the command stop cleanly; the second ends the process at once. A system that closes down, or 'kill', asks the same.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return (int)await CommandLine.RunAsync(args, Console.Out, Console.Error, interrupt.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}
