#Requires -RunAsAdministrator
<#
.SYNOPSIS
  Lets a kiosk hear the announcements of its bus: UDP 5353 inbound, for its program alone.
.DESCRIPTION
  Safe to repeat. Rules of others are not changed; those that would still block are named.
  Proof from another host: here "bus-kiosk doctor --hear", there "bus-kiosk doctor --knock".
.PARAMETER Python
  The python.exe of the folder in which bus-kiosk.exe lies.
.PARAMETER Remove
  Take the rule away again.
#>
param(
    [string] $Python = (Join-Path $PSScriptRoot "..\..\..\.venv\Scripts\python.exe"),
    [switch] $Remove
)
$ErrorActionPreference = "Stop"
$Name = "BusLmsKioskAnnouncements"

Get-NetFirewallRule -Name $Name -ErrorAction SilentlyContinue | Remove-NetFirewallRule
if ($Remove) {
    Write-Output "removed: $Name"
    exit 0
}
if (-not (Test-Path $Python)) {
    Write-Error "not found: $Python (give it with -Python)"
}
# The python.exe of a virtual environment only starts another one, and that one owns the sockets.
$Program = & $Python -c "import sys; print(getattr(sys, '_base_executable', sys.executable))"
New-NetFirewallRule -Name $Name -DisplayName "Bus LMS kiosk: announcements of the bus" `
    -Direction Inbound -Action Allow -Protocol UDP -LocalPort 5353 `
    -Program $Program -Profile Any | Out-Null
Write-Output "allowed: UDP 5353 inbound for $Program"

# Windows makes a blocking rule when somebody once said "Cancel"; blocking wins over allowing.
$Blocking = Get-NetFirewallApplicationFilter -Program $Program -ErrorAction SilentlyContinue |
    Get-NetFirewallRule |
    Where-Object { $_.Action -eq "Block" -and $_.Enabled -eq "True" -and $_.Direction -eq "Inbound" }
foreach ($Rule in $Blocking) {
    Write-Warning "still blocks: $($Rule.DisplayName). Remove-NetFirewallRule -Name '$($Rule.Name)'"
}
if ($Blocking) { exit 1 }
