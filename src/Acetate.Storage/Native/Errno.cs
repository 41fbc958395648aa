namespace Acetate.Storage.Native;

/// <summary>Linux error numbers, and what they mean for a store.</summary>
internal static class Errno
{
    public const int NotPermitted = 1, NoEntry = 2, Interrupted = 4, InputOutput = 5, NoDevice = 6, TryAgain = 11, Access = 13, Busy = 16,
        Exists = 17, CrossesDevice = 18, DeviceGone = 19, NotFolder = 20, IsFolder = 21, Invalid = 22, TooManyOpen = 24, TooLarge = 27,
        NoSpace = 28, ReadOnly = 30, NameTooLong = 36, NoSuchCall = 38, NotEmpty = 39, TooManyLinks = 40, TimedOut = 110, NotSupported = 95,
        NotConnected = 107, HostDown = 112, NoRoute = 113, Stale = 116, RemoteIo = 121, Quota = 122, NoMedium = 123, WrongMedium = 124,
        BadMessage = 74, Corrupted = 117, IllegalBytes = 84;

    /// <summary>What happened, as a sentence for a person.</summary>
    /// <param name="error">The error number.</param>
    /// <param name="doing">What was being done, such as <c>reading</c>.</param>
    /// <param name="what">To what: a full path.</param>
    public static StoreException ToException(int error, string doing, string what)
    {
        var (problem, reason) = error switch
        {
            NoEntry => (StoreProblem.NotFound, "it does not exist."),
            Exists => (StoreProblem.AlreadyExists, "the name is taken, and files are never overwritten."),
            NoSpace => (StoreProblem.Full, "there is no room left on the disk."),
            Quota => (StoreProblem.Full, "the disk quota is used up."),
            ReadOnly => (StoreProblem.Denied, "the file system is read-only. If it should not be, check the lock switch of the card and the mount options."),
            Access or NotPermitted => (StoreProblem.Denied, "this user has no permission."),
            TooManyLinks or CrossesDevice => (StoreProblem.Denied, "a link on the way leads out of the store, and such links are not followed."),
            TooLarge => (StoreProblem.Denied, "the file is larger than the file system or a limit of this process allows (FAT32 ends at 4.29 GB)."),
            NotFolder => (StoreProblem.InvalidName, "a part of its path is a file, not a folder."),
            IsFolder => (StoreProblem.InvalidName, "there is a folder of that name."),
            NameTooLong or IllegalBytes or Invalid => (StoreProblem.InvalidName, "the file system does not take that name."),
            InputOutput or RemoteIo or BadMessage or Corrupted =>
                (StoreProblem.DeviceFailed, "the device reports an error. Check the card, its reader and the cable."),
            NoDevice or DeviceGone or NoMedium or WrongMedium or Stale or NotConnected =>
                (StoreProblem.DeviceFailed, "the device is gone. Was the card pulled out or the disk disconnected?"),
            TimedOut or HostDown or NoRoute or TryAgain or Busy => (StoreProblem.Unavailable, "the file system does not answer now."),
            TooManyOpen => (StoreProblem.Unavailable, "too many files are open in this process."),
            _ => (StoreProblem.DeviceFailed, $"the system says error {error}: {new System.ComponentModel.Win32Exception(error).Message}."),
        };
        return new StoreException(problem, $"{char.ToUpperInvariant(doing[0])}{doing[1..]} '{what}' failed: {reason}");
    }
}
