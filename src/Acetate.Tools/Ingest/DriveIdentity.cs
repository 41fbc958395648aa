using System.Diagnostics;
using System.Text.Json;

namespace Acetate.Tools.Ingest;

/// <summary>The drive or card that footage came on.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Serial">The device's serial number; empty when not known.</param>
/// <param name="Label">The volume's name; empty when it has none.</param>
/// <param name="Model">The device's model; empty when not known.</param>
/// <param name="FileSystem">Such as <c>exfat</c>.</param>
/// <param name="Bytes">The size of the volume.</param>
public sealed record DriveIdentity(string MountPoint, string Serial, string Label, string Model, string FileSystem, long Bytes)
{
    /// <summary>For people: <c>SanDisk Extreme 64 (serial 4C53…), volume A001</c>; empty when nothing is known.</summary>
    public override string ToString()
    {
        var device = string.Join(' ', new[] { Model, Serial.Length > 0 ? $"(serial {Serial})" : "" }.Where(t => t.Length > 0));
        return string.Join(", ", new[] { device, Label.Length > 0 ? $"volume {Label}" : "" }.Where(t => t.Length > 0));
    }

    /// <summary>The drive that a folder lies on; null when the machine does not say.</summary>
    public static DriveIdentity? Of(string path)
    {
        var drive = DriveOf(path);
        if (drive is null) return null;
        try
        {
            var known = OperatingSystem.IsLinux() ? BlockDevice(drive.RootDirectory.FullName) : default;
            return new DriveIdentity(drive.RootDirectory.FullName, known.Serial ?? "", known.Label ?? (OperatingSystem.IsLinux() ? "" : drive.VolumeLabel),
                known.Model ?? "", drive.DriveFormat, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DriveIdentity(drive.RootDirectory.FullName, "", "", "", "", 0);
        }
    }

    /// <summary>Where the file system of a folder is mounted; null when the machine does not say. Asks nobody, so it is quick.</summary>
    public static string? MountPointOf(string path) => DriveOf(path)?.RootDirectory.FullName;

    private static DriveInfo? DriveOf(string path)
    {
        var full = Path.GetFullPath(path);
        DriveInfo? drive = null;
        foreach (var candidate in DriveInfo.GetDrives())
        {
            var root = Path.TrimEndingDirectorySeparator(candidate.RootDirectory.FullName);
            if ((full == root || full.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal)) && candidate.RootDirectory.FullName.Length > (drive?.RootDirectory.FullName.Length ?? 0))
                drive = candidate;
        }

        return drive;
    }

    /// <summary>Asks lsblk, which reads what udev knows. Without it the drive simply stays nameless.</summary>
    private static (string? Serial, string? Label, string? Model) BlockDevice(string mountPoint)
    {
        try
        {
            using var lsblk = Process.Start(new ProcessStartInfo("lsblk", ["-J", "-o", "MOUNTPOINT,SERIAL,LABEL,MODEL"]) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (lsblk is null) return default;
            var text = lsblk.StandardOutput.ReadToEnd();
            lsblk.WaitForExit();
            if (lsblk.ExitCode != 0) return default;
            using var document = JsonDocument.Parse(text);
            return Find(document.RootElement.GetProperty("blockdevices"), mountPoint, (null, null, null)) ?? default;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or JsonException or KeyNotFoundException or IOException)
        {
            return default;
        }
    }

    /// <summary>The serial number stands at the disk, the label at its partition.</summary>
    private static (string? Serial, string? Label, string? Model)? Find(JsonElement devices, string mountPoint, (string? Serial, string? Label, string? Model) above)
    {
        foreach (var device in devices.EnumerateArray())
        {
            var here = (Text(device, "serial") ?? above.Serial, Text(device, "label"), Text(device, "model") ?? above.Model);
            if (Text(device, "mountpoint") == mountPoint) return here;
            if (device.TryGetProperty("children", out var children) && Find(children, mountPoint, here) is { } found) return found;
        }

        return null;
    }

    private static string? Text(JsonElement device, string name) =>
        device.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
}
